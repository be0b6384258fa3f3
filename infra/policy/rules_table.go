package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// tables returns both tables and says so when there are others.
func tables(s *Stack, bad func(string, ...any)) []Resource {
	all := s.of("AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable", "AWS::DynamoDB::GlobalTable")
	if len(all) != 2 || all[0].Name != "Ledger" || all[1].Name != "Records" {
		bad("two tables are wanted, Records and Ledger")
	}
	return all
}

// tableRestored: a stage whose Mappings name the bucket of a restore makes both
// tables from it, each from its own part. The functions carry the bucket's name,
// since without a change of theirs the alias goes on with the old tables.
func tableRestored(s *Stack, bad func(string, ...any)) {
	var buckets []string
	for _, stage := range sorted(section(s.template, "Mappings")["Stages"].(map[string]any)) {
		if bucket := str(s.template, "Mappings", "Stages", stage, "Restored"); bucket != "never" {
			buckets = append(buckets, bucket)
		}
	}
	want := cmp.Or(strings.Join(buckets, " "), "never")
	for _, f := range s.functions() {
		tag := str(f.Properties, "Tags", "restored")
		for _, t := range list(f.Properties, "Tags") { // after translation
			if str(t, "Key") == "restored" {
				tag = str(t, "Value")
			}
		}
		if tag != want {
			bad("%s: its tag says restored from %q, Mappings say %q", f.Name, tag, want)
		}
	}
	again := s.template.Clone()
	stage, _ := at(again, "Mappings", "Stages", s.Parameters["Stage"]).(map[string]any)
	for _, bucket := range []string{"never", "bucket"} {
		stage["Restored"] = bucket
		for _, t := range tables(again.Resolve(s.Name, s.Parameters), bad) {
			source := at(t.Properties, "ImportSourceSpecification")
			got := strings.Join([]string{str(source, "S3BucketSource", "S3Bucket"), str(source, "S3BucketSource", "S3KeyPrefix"), str(source, "InputFormat"), str(source, "InputCompressionType")}, " ")
			if want := "bucket " + strings.ToLower(t.Name) + "/ DYNAMODB_JSON GZIP"; bucket == "never" && source != nil || bucket != "never" && got != want {
				bad("%s: restored from %q it is made from %q", t.Name, bucket, got)
			}
		}
	}
}

// tableBilling: at most what a new table on demand takes from its first second,
// so that no warm throughput has to be bought.
func tableBilling(s *Stack, bad func(string, ...any)) {
	for _, t := range tables(s, bad) {
		if str(t.Properties, "BillingMode") != "PAY_PER_REQUEST" {
			bad("%s is not on demand", t.Name)
		}
		for side, most := range map[string]float64{"MaxReadRequestUnits": 12000, "MaxWriteRequestUnits": 4000} {
			// a seal writes 400 units in one go
			if n := num(t.Properties, "OnDemandThroughput", side); n < 400 || n > most {
				bad("%s: %s is %v; at most %v without WarmThroughput", t.Name, side, n, most)
			}
		}
	}
}

func tableDeletion(s *Stack, bad func(string, ...any)) {
	for _, t := range tables(s, bad) {
		if str(t.Properties, "DeletionProtectionEnabled") != "true" {
			bad("%s can be deleted", t.Name)
		}
	}
}

func tableRecovery(s *Stack, bad func(string, ...any)) {
	for _, t := range tables(s, bad) {
		p := at(t.Properties, "PointInTimeRecoverySpecification")
		if str(p, "PointInTimeRecoveryEnabled") != "true" || num(p, "RecoveryPeriodInDays") != 35 {
			bad("%s: point-in-time recovery of 35 days is wanted", t.Name)
		}
	}
}

func tableEncryption(s *Stack, bad func(string, ...any)) {
	for _, t := range tables(s, bad) {
		p := at(t.Properties, "SSESpecification")
		if str(p, "SSEEnabled") != "true" || str(p, "SSEType") != "KMS" || s.target(str(p, "KMSMasterKeyId")) != "DataKey" {
			bad("%s is not encrypted with DataKey", t.Name)
		}
	}
}

func tableShape(s *Stack, bad func(string, ...any)) {
	for _, t := range tables(s, bad) {
		var shape []string
		for _, k := range list(t.Properties, "KeySchema") {
			shape = append(shape, str(k, "AttributeName"), str(k, "KeyType"))
		}
		for _, a := range list(t.Properties, "AttributeDefinitions") {
			shape = append(shape, str(a, "AttributeName"), str(a, "AttributeType"))
		}
		if t.Type != "AWS::DynamoDB::Table" {
			bad("%s is a %s", t.Name, t.Type)
		}
		if got := strings.Join(shape, " "); got != "pk HASH sk RANGE pk S sk S" {
			bad("%s: its keys are %s", t.Name, got)
		}
		for _, name := range []string{"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "Replicas", "KinesisStreamSpecification", "StreamSpecification", "TableName"} {
			if at(t.Properties, name) != nil {
				bad("%s has %s", t.Name, name)
			}
		}
	}
}

func tableExpiry(s *Stack, bad func(string, ...any)) {
	p := at(s.Resources["Records"].Properties, "TimeToLiveSpecification")
	if str(p, "AttributeName") != "x" || str(p, "Enabled") != "true" {
		bad("Records expires by x")
	}
	if at(s.Resources["Ledger"].Properties, "TimeToLiveSpecification") != nil {
		bad("nothing in the Ledger expires")
	}
}

func tableInsights(s *Stack, bad func(string, ...any)) {
	for _, t := range tables(s, bad) {
		p := at(t.Properties, "ContributorInsightsSpecification")
		if str(p, "Enabled") != "true" || str(p, "Mode") != "THROTTLED_KEYS" {
			bad("%s: insights of throttled keys are wanted", t.Name)
		}
	}
}

func ledgerAppendOnly(s *Stack, bad func(string, ...any)) {
	var denied []string
	for _, st := range list(s.Resources["Ledger"].Properties, "ResourcePolicy", "PolicyDocument", "Statement") {
		everybody := str(st, "Principal") == "*" || str(st, "Principal", "AWS") == "*"
		if str(st, "Effect") != "Deny" {
			bad("%s lets somebody in", str(st, "Sid"))
		} else if everybody && str(st, "Resource") == "*" && at(st, "Condition") == nil {
			denied = append(denied, strs(st, "Action")...)
		}
	}
	for _, action := range strings.Fields("UpdateItem DeleteItem BatchWriteItem PartiQLInsert PartiQLUpdate PartiQLDelete UpdateTimeToLive DeleteTable") {
		if !slices.Contains(denied, "dynamodb:"+action) {
			bad("%s is not denied to everybody", action)
		}
	}
	if at(s.Resources["Records"].Properties, "ResourcePolicy") != nil {
		bad("Records has a policy of its own: rights belong in the roles")
	}
}

func retained(s *Stack, bad func(string, ...any)) {
	for _, r := range s.of("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Cognito::UserPool", "AWS::Logs::LogGroup", "AWS::S3::Bucket") {
		if str(r.rest, "DeletionPolicy") != "Retain" || str(r.rest, "UpdateReplacePolicy") != "Retain" {
			bad("%s goes with the stack", r.Name)
		}
	}
}

func keyRotation(s *Stack, bad func(string, ...any)) {
	for _, k := range s.of("AWS::KMS::Key") {
		if str(k.Properties, "EnableKeyRotation") != "true" || num(k.Properties, "PendingWindowInDays") != 30 || str(k.Properties, "MultiRegion") != "false" {
			bad("%s: rotation, 30 days and one Region are wanted", k.Name)
		}
	}
	for _, r := range s.of("AWS::KMS::ReplicaKey") {
		bad("%s is a copy of a key in another Region", r.Name)
	}
}

// keyPolicy: whoever may administer a key may not read with it, and using it
// is bound to a service. Alarms say nothing secret, so their key is open to the
// services that raise them.
func keyPolicy(s *Stack, bad func(string, ...any)) {
	const us = "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
	for _, k := range s.of("AWS::KMS::Key") {
		for _, st := range list(k.Properties, "KeyPolicy", "Statement") {
			sid, principal := str(st, "Sid"), at(st, "Principal")
			named := slices.Equal(strs(principal, "AWS"), []string{us}) || len(strs(principal, "Service")) > 0 && at(principal, "AWS") == nil
			if str(st, "Effect") == "Allow" && (!named || slices.Contains(strs(principal, "Service"), "*")) {
				bad("%s %s: open to %v", k.Name, sid, principal)
			}
			via := str(st, "Condition", "StringEquals", "kms:ViaService")
			bound := via != "" && str(st, "Condition", "StringEquals", "kms:CallerAccount") == "${AWS::AccountId}" ||
				str(st, "Condition", "StringEquals", "aws:SourceArn") != "" ||
				str(st, "Condition", "ArnLike", "kms:EncryptionContext:aws:logs:arn") != "" ||
				k.Name == "WatchKey" && sid == "UseByAlarms" && fmt.Sprint(strs(principal, "Service")) == "[cloudwatch.amazonaws.com events.amazonaws.com budgets.amazonaws.com]"
			if k.Name == "DataKey" && sid != "Administer" && !strings.HasPrefix(via, "dynamodb.") {
				bad("%s %s: used by more than the tables", k.Name, sid)
			}
			for _, a := range strs(st, "Action") {
				if a == "*" || a == "kms:*" {
					bad("%s %s: %s", k.Name, sid, a)
				}
				for _, use := range []string{"Decrypt", "Encrypt", "ReEncryptFrom", "GenerateDataKey", "CreateGrant"} {
					if glob(a, "kms:"+use) && !bound {
						bad("%s %s: %s without the service that it is for", k.Name, sid, a)
					}
				}
			}
		}
	}
}
