package policy

import (
	"fmt"
	"slices"
	"strings"
)

var ourRoles = []string{"NationalReportsRole", "NationalRole", "OperatorRole", "OutreachReportsRole", "OutreachRole"}

func rolesKnown(s *Stack, bad func(string, ...any)) {
	for _, r := range s.of("AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::AccessKey", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy") {
		bad("%s: a %s would give rights outside the roles", r.Name, r.Type)
	}
	for _, r := range s.of("AWS::IAM::Role") {
		made := r.Name == "CodeDeployServiceRole" // by the translator, for the canary
		if !made && !slices.Contains(ourRoles, r.Name) {
			bad("%s is not one of our roles", r.Name)
		}
		if !made && len(list(r.Properties, "ManagedPolicyArns")) > 0 {
			bad("%s takes rights that are not written here", r.Name)
		}
	}
	for _, name := range ourRoles {
		if s.Resources[name].Type != "AWS::IAM::Role" {
			bad("%s is missing", name)
		}
	}
}

func roleTrust(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		role := s.Resources[s.target(str(f.Properties, "Role"))]
		own := strings.TrimSuffix(f.Name, "Workbooks") + "Role" // workbooks bring answers in, so they have their sibling's rights
		if role.Name != own || at(f.Properties, "Policies") != nil {
			bad("%s: its role is %s and nothing beside it", f.Name, own)
			continue
		}
		trust := list(role.Properties, "AssumeRolePolicyDocument", "Statement")
		if len(trust) != 1 || fmt.Sprint(at(trust[0], "Principal")) != "map[Service:lambda.amazonaws.com]" || str(trust[0], "Action") != "sts:AssumeRole" {
			bad("%s can be taken by more than Lambda", role.Name)
		}
	}
}

func roleOperator(s *Stack, bad func(string, ...any)) {
	p := s.Resources["OperatorRole"].Properties
	trust := list(p, "AssumeRolePolicyDocument", "Statement")
	if len(trust) != 1 {
		bad("one statement of trust is wanted")
		return
	}
	if got := strs(trust[0], "Principal", "AWS"); !slices.Equal(got, []string{"arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}) {
		bad("operators come from %v, not from this account", got)
	}
	mfa := str(trust[0], "Condition", "Bool", "aws:MultiFactorAuthPresent") == "true"
	named := str(trust[0], "Condition", "ArnLike", "aws:PrincipalArn")
	if given := s.Parameters["OperatorPrincipalArn"]; given == "" && !mfa || given != "" && named != given {
		bad("neither MFA nor the named role is asked for")
	}
	if hour := num(p, "MaxSessionDuration"); hour < 0 || hour > 3600 {
		bad("a session of %v s", hour)
	}
}

func roleWildcards(s *Stack, bad func(string, ...any)) {
	for _, name := range ourRoles {
		for _, r := range rights(s.Resources[name]) {
			if !r.allow {
				continue
			}
			for _, a := range r.actions {
				if strings.Contains(a, "*") {
					bad("%s %s: action %s", name, r.id, a)
				}
				if slices.Contains(r.resources, "*") && !strings.HasPrefix(a, "xray:") {
					bad("%s %s: %s on every resource", name, r.id, a)
				}
			}
		}
		for _, p := range list(s.Resources[name].Properties, "Policies") {
			for _, st := range list(p, "PolicyDocument", "Statement") {
				if at(st, "NotAction") != nil || at(st, "NotResource") != nil || at(st, "NotPrincipal") != nil {
					bad("%s %s: Not... grants whatever is not named", name, str(st, "Sid"))
				}
			}
		}
	}
}

func roleActions(s *Stack, bad func(string, ...any)) {
	function := strings.Fields(`dynamodb:GetItem dynamodb:Query dynamodb:PutItem dynamodb:DeleteItem dynamodb:ConditionCheckItem
		kms:Decrypt kms:Encrypt kms:GenerateDataKey logs:CreateLogStream logs:PutLogEvents
		xray:PutTraceSegments xray:PutTelemetryRecords`)
	reports := slices.DeleteFunc(slices.Clone(function), func(a string) bool {
		return slices.Contains([]string{"dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"}, a)
	})
	operator := append(function[:8:8], strings.Fields(`cognito-idp:AdminCreateUser cognito-idp:AdminGetUser
		cognito-idp:AdminDisableUser cognito-idp:AdminEnableUser cognito-idp:AdminUserGlobalSignOut`)...)
	for _, name := range ourRoles {
		known := function
		switch {
		case name == "OperatorRole":
			known = operator
		case strings.HasSuffix(name, "ReportsRole"):
			known = reports
		}
		for _, r := range rights(s.Resources[name]) {
			for _, a := range r.actions {
				if r.allow && !slices.Contains(known, a) {
					bad("%s %s: %s is not needed", name, r.id, a)
				}
			}
			if r.id == "OwnLogs" && !slices.Equal(r.resources, logsOf(s, name)) {
				bad("%s writes into logs not its own", name)
			}
		}
	}
}

// logsOf are the logs of the functions that have a role.
func logsOf(s *Stack, role string) []string {
	var logs []string
	for _, f := range s.functions() {
		if s.target(str(f.Properties, "Role")) == role {
			logs = append(logs, "${"+f.Name+"Logs.Arn}")
		}
	}
	return logs
}

func roleLeadingKeys(s *Stack, bad func(string, ...any)) {
	for _, name := range ourRoles {
		for _, r := range rights(s.Resources[name]) {
			if !r.on("dynamodb") {
				continue
			}
			switch all, any := strs(r.condition, "ForAllValues:StringLike", "dynamodb:LeadingKeys"), strs(r.condition, "ForAnyValue:StringLike", "dynamodb:LeadingKeys"); {
			case r.allow && (len(all) == 0 || len(r.condition) != 2):
				bad("%s %s: an Allow needs ForAllValues and Null, and nothing beside", name, r.id)
			case r.allow && str(r.condition, "Null", "dynamodb:LeadingKeys") != "false":
				bad("%s %s: without Null false a call that names no key passes", name, r.id)
			case !r.allow && len(r.condition) > 0 && (len(any) == 0 || len(r.condition) != 1):
				bad("%s %s: a Deny needs ForAnyValue, and nothing beside", name, r.id)
			default:
				for _, k := range append(all, any...) {
					if len(k) < 3 || k[1] != '#' || !strings.HasSuffix(k, "#*") || !strings.Contains("UPNSGREAI", k[:1]) {
						bad("%s %s: %q is no zone", name, r.id, k)
					}
				}
			}
		}
	}
}

func roleKey(s *Stack, bad func(string, ...any)) {
	service := func(r statement) string {
		via := str(r.condition, "StringEquals", "kms:ViaService")
		name, _, _ := strings.Cut(via, ".")
		return name
	}
	for _, name := range ourRoles {
		for _, r := range rights(s.Resources[name]) {
			if !r.on("kms") {
				continue
			}
			tables := strs(r.condition, "StringEquals", "kms:EncryptionContext:aws:dynamodb:tableName")
			data := slices.Equal(r.resources, []string{"${DataKey.Arn}"}) && service(r) == "dynamodb" && slices.Equal(tables, []string{"${Records}", "${Ledger}"})
			watch := slices.Equal(r.resources, []string{"${WatchKey.Arn}"}) && service(r) == "lambda" && slices.Equal(r.actions, []string{"kms:Decrypt"})
			if !data && !watch {
				bad("%s %s: a key is used outside its service", name, r.id)
			}
		}
	}
}
