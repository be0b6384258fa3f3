package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

func logGroups(s *Stack, bad func(string, ...any)) {
	groups := s.of("AWS::Logs::LogGroup")
	if len(groups) != len(s.functions())+1 {
		bad("%d log groups; one for each function and one for the API are wanted", len(groups))
	}
	for _, g := range groups {
		if num(g.Properties, "RetentionInDays") != 400 || str(g.Properties, "DeletionProtectionEnabled") != "true" {
			bad("%s: 400 days and protection are wanted", g.Name)
		}
		if s.Resources[s.target(str(g.Properties, "KmsKeyId"))].Type != "AWS::KMS::Key" {
			bad("%s is not encrypted with our key", g.Name)
		}
	}
}

func logMask(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		group := s.Resources[s.target(str(f.Properties, "LoggingConfig", "LogGroup"))]
		masked := slices.ContainsFunc(list(group.Properties, "DataProtectionPolicy", "Statement"), func(st any) bool {
			return at(st, "Operation", "Deidentify", "MaskConfig") != nil &&
				slices.ContainsFunc(strs(st, "DataIdentifier"), func(id string) bool { return strings.HasSuffix(id, "/EmailAddress") })
		})
		if !masked {
			bad("%s: addresses are not masked", group.Name)
		}
	}
}

func alarmsAct(s *Stack, bad func(string, ...any)) {
	for _, a := range s.of("AWS::CloudWatch::Alarm") {
		for _, key := range []string{"AlarmActions", "OKActions"} {
			if !slices.Equal(strs(a.Properties, key), []string{"${Alarms}"}) {
				bad("%s: %s go to nobody", a.Name, key)
			}
		}
		if str(a.Properties, "ActionsEnabled") == "false" || str(a.Properties, "TreatMissingData") != "notBreaching" || str(a.Properties, "AlarmDescription") == "" {
			bad("%s: says neither what it means nor what missing data means, or is off", a.Name)
		}
	}
	if mail := s.Parameters["AlarmEmail"]; mail != "" {
		if !slices.ContainsFunc(s.of("AWS::SNS::Subscription"), func(r Resource) bool { return str(r.Properties, "Endpoint") == mail }) {
			bad("the address given gets no alarm")
		}
	}
}

// alarmsSet lists what must be watched as "metric of dimension", with the
// highest threshold that still warns in time.
func alarmsSet(s *Stack, bad func(string, ...any)) {
	most := map[string]float64{
		"5xx ${Api}": 0.5, "4xx ${Api}": 2000, "AccountTakeoverRisk ${People}": 1,
	}
	for _, t := range []string{"${Records}", "${Ledger}"} {
		for _, m := range []string{"ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"} {
			most[m+" "+t] = 1
		}
	}
	for _, f := range s.functions() {
		name := " ${" + f.Name + "}"
		most["Errors"+name], most["Throttles"+name], most[f.Name+"Denied "] = 1, 1, 1
		most["Duration"+name] = 600 * num(f.Properties, "Timeout") // 60 per cent, in ms
	}
	found := map[string]float64{}
	for _, a := range s.of("AWS::CloudWatch::Alarm") {
		if op := str(a.Properties, "ComparisonOperator"); !strings.HasPrefix(op, "Greater") {
			bad("%s compares by %s", a.Name, op)
		}
		if n := num(a.Properties, "EvaluationPeriods"); n != 1 {
			bad("%s waits for %v periods", a.Name, n)
		}
		metrics := []any{a.Properties}
		for _, m := range list(a.Properties, "Metrics") {
			metrics = append(metrics, at(m, "MetricStat", "Metric"))
		}
		for _, m := range metrics {
			if name := str(m, "MetricName"); name != "" {
				found[name+" "+str(m, "Dimensions", "0", "Value")] = num(a.Properties, "Threshold")
			}
		}
	}
	for _, key := range sorted(most) {
		if threshold, ok := found[key]; !ok || threshold < 0 || threshold > most[key] {
			bad("no alarm on %s at %v or less", key, most[key])
		}
	}
}

func alarmsDenied(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		counted := slices.ContainsFunc(s.of("AWS::Logs::MetricFilter"), func(r Resource) bool {
			return str(r.Properties, "LogGroupName") == "${"+f.Name+"Logs}" && str(r.Properties, "FilterPattern") == `"AccessDenied"` &&
				str(r.Properties, "MetricTransformations", "0", "MetricName") == f.Name+"Denied"
		})
		if !counted {
			bad("%s: a refusal by IAM is not counted", f.Name)
		}
	}
}

func alarmsTopic(s *Stack, bad func(string, ...any)) {
	if s.Resources[s.target(str(s.Resources["Alarms"].Properties, "KmsMasterKeyId"))].Type != "AWS::KMS::Key" {
		bad("the topic is not encrypted with our key")
	}
	plain := true
	for _, st := range list(s.Resources["AlarmsPolicy"].Properties, "PolicyDocument", "Statement") {
		switch str(st, "Effect") {
		case "Allow":
			if at(st, "Principal", "Service") == nil || at(st, "Principal", "AWS") != nil || str(st, "Action") != "sns:Publish" ||
				str(st, "Condition", "StringEquals", "aws:SourceAccount") != "${AWS::AccountId}" {
				bad("%s lets others publish", str(st, "Sid"))
			}
		case "Deny":
			if str(st, "Principal") == "*" && str(st, "Condition", "Bool", "aws:SecureTransport") == "false" {
				plain = false
			}
		}
	}
	if plain {
		bad("alarms may travel unencrypted")
	}
}

func budget(s *Stack, bad func(string, ...any)) {
	for _, b := range s.of("AWS::Budgets::Budget") {
		n := at(b.Properties, "NotificationsWithSubscribers", "0")
		if t := num(n, "Notification", "Threshold"); t > 0 && t <= 100 && str(n, "Subscribers", "0", "Address") == "${Alarms}" {
			return
		}
	}
	bad("nobody hears of spending before the budget is gone")
}

func dashboard(s *Stack, bad func(string, ...any)) {
	body := str(s.Resources["Dashboard"].Properties, "DashboardBody")
	if !json.Valid([]byte(body)) {
		bad("the dashboard is not JSON")
	}
	for _, name := range append([]string{"Api", "Records", "Ledger"}, ourFunctions...) {
		if !strings.Contains(body, "${"+name+"}") {
			bad("%s is not on the dashboard", name)
		}
	}
}

func trail(s *Stack, bad func(string, ...any)) {
	trails := s.of("AWS::CloudTrail::Trail")
	if len(trails) != 1 {
		bad("one trail is wanted")
		return
	}
	p := trails[0].Properties
	if str(p, "IsLogging") != "true" || str(p, "EnableLogFileValidation") != "true" || s.target(str(p, "KMSKeyId")) != "TrailKey" {
		bad("the trail must be on, tamper evident and encrypted")
	}
	covered := map[string]bool{}
	for _, sel := range list(p, "AdvancedEventSelectors") {
		fields := map[string]string{}
		for _, f := range list(sel, "FieldSelectors") {
			fields[str(f, "Field")] = fmt.Sprint(strs(f, "Equals"))
		}
		if arns, ok := fields["resources.ARN"]; ok && arns == fmt.Sprint([]string{s.Parameters["TableArns"]}) {
			delete(fields, "resources.ARN")
		}
		covered[fmt.Sprint(fields)] = true // any other field would leave something out
	}
	for _, want := range []string{"map[eventCategory:[Management]]", "map[eventCategory:[Data] resources.type:[AWS::DynamoDB::Table]]"} {
		if !covered[want] {
			bad("the trail does not take all of %s", want)
		}
	}
}

func trailArchive(s *Stack, bad func(string, ...any)) {
	for _, b := range s.of("AWS::S3::Bucket") {
		p := b.Properties
		for _, key := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
			if str(p, "PublicAccessBlockConfiguration", key) != "true" {
				bad("%s: %s is off", b.Name, key)
			}
		}
		lock := at(p, "ObjectLockConfiguration", "Rule", "DefaultRetention")
		if str(p, "ObjectLockEnabled") != "true" || str(lock, "Mode") != "COMPLIANCE" || num(lock, "Days") < 400 || str(p, "VersioningConfiguration", "Status") != "Enabled" {
			bad("%s: what is written must stay 400 days", b.Name)
		}
		if str(p, "OwnershipControls", "Rules", "0", "ObjectOwnership") != "BucketOwnerEnforced" ||
			str(p, "BucketEncryption", "ServerSideEncryptionConfiguration", "0", "ServerSideEncryptionByDefault", "SSEAlgorithm") != "aws:kms" {
			bad("%s: its owner owns and our key encrypts", b.Name)
		}
		encrypted := false
		for _, st := range list(s.Resources[b.Name+"Policy"].Properties, "PolicyDocument", "Statement") {
			deny := str(st, "Effect") == "Deny"
			encrypted = encrypted || deny && str(st, "Condition", "Bool", "aws:SecureTransport") == "false"
			if !deny && (str(st, "Principal", "Service") != "cloudtrail.amazonaws.com" || str(st, "Condition", "StringEquals", "aws:SourceArn") == "") {
				bad("%s: %s lets others in than our trail", b.Name, str(st, "Sid"))
			}
		}
		if !encrypted {
			bad("%s takes plain HTTP", b.Name)
		}
	}
}

func trailActs(s *Stack, bad func(string, ...any)) {
	var heard []string
	for _, r := range s.of("AWS::Events::Rule") {
		if str(r.Properties, "Targets", "0", "Arn") == s.Parameters["AlarmTopic"] && str(r.Properties, "State") != "DISABLED" {
			heard = append(heard, strs(r.Properties, "EventPattern", "detail", "eventName")...)
		}
	}
	for _, act := range strings.Fields(`DisableKey ScheduleKeyDeletion PutKeyPolicy PutResourcePolicy DeleteResourcePolicy UpdateTable
		DeleteTable UpdateContinuousBackups UpdateTimeToLive ExportTableToPointInTime AdminSetUserPassword UpdateUserPool UpdateUserPoolClient`) {
		if !slices.Contains(heard, act) {
			bad("%s raises no alarm", act)
		}
	}
}
