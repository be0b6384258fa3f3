package policy

import (
	"slices"
	"strings"
)

func pool(s *Stack) map[string]any   { return s.Resources["People"].Properties }
func client(s *Stack) map[string]any { return s.Resources["PeopleClient"].Properties }

func peopleInvited(s *Stack, bad func(string, ...any)) {
	if str(pool(s), "AdminCreateUserConfig", "AllowAdminCreateUserOnly") != "true" {
		bad("anybody could make an account")
	}
	message := str(pool(s), "AdminCreateUserConfig", "InviteMessageTemplate", "EmailMessage")
	if !strings.Contains(message, "{####}") || strings.Contains(message, "http") {
		bad("the invitation carries the first password and no link")
	}
	if n := len(s.of("AWS::Cognito::UserPool")); n != 1 {
		bad("%d pools", n)
	}
	if n := len(s.of("AWS::Cognito::UserPoolClient")); n != 1 {
		bad("%d clients", n)
	}
	for _, r := range s.of("AWS::Cognito::IdentityPool", "AWS::Cognito::UserPoolUser") {
		bad("%s is another way in", r.Name)
	}
}

func peopleMFA(s *Stack, bad func(string, ...any)) {
	if str(pool(s), "MfaConfiguration") != "ON" {
		bad("the second factor is not required")
	}
	if got := strs(pool(s), "EnabledMfas"); !slices.Equal(got, []string{"SOFTWARE_TOKEN_MFA"}) {
		bad("second factors are %v", got)
	}
	if at(pool(s), "SmsConfiguration") != nil || at(pool(s), "DeviceConfiguration") != nil {
		bad("neither SMS nor remembered devices")
	}
}

func peoplePasswords(s *Stack, bad func(string, ...any)) {
	p := at(pool(s), "Policies", "PasswordPolicy")
	if num(p, "MinimumLength") < 15 {
		bad("passwords may be shorter than 15")
	}
	if days := num(p, "TemporaryPasswordValidityDays"); days < 1 || days > 7 {
		bad("a first password lives %v days", days)
	}
	for _, kind := range []string{"RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols"} {
		if str(p, kind) != "false" {
			bad("%s: length does more than composition", kind)
		}
	}
}

func peopleThreats(s *Stack, bad func(string, ...any)) {
	if str(pool(s), "UserPoolTier") != "PLUS" || str(pool(s), "UserPoolAddOns", "AdvancedSecurityMode") != "ENFORCED" {
		bad("threat protection is not enforced")
	}
	risk := s.Resources["PeopleRisk"].Properties
	if str(risk, "ClientId") != "ALL" || str(risk, "CompromisedCredentialsRiskConfiguration", "Actions", "EventAction") != "BLOCK" ||
		str(risk, "AccountTakeoverRiskConfiguration", "Actions", "HighAction", "EventAction") != "BLOCK" {
		bad("known passwords and high risk are not blocked")
	}
	if str(risk, "RiskExceptionConfiguration") != "" {
		bad("some addresses are never judged")
	}
}

func peopleAttributes(s *Stack, bad func(string, ...any)) {
	if !slices.Contains(strs(pool(s), "UserAttributeUpdateSettings", "AttributesRequireVerificationBeforeUpdate"), "email") ||
		!slices.Contains(strs(pool(s), "AutoVerifiedAttributes"), "email") {
		bad("a new address counts before it is verified")
	}
	if at(pool(s), "Schema") != nil || len(s.of("AWS::Cognito::UserPoolGroup")) > 0 {
		bad("rights belong in the table, where a change holds at once")
	}
	if got := strs(client(s), "WriteAttributes"); !slices.Equal(got, []string{"email"}) {
		bad("a person may change %v", got)
	}
	if at(pool(s), "LambdaConfig") != nil {
		bad("a trigger could change tokens")
	}
}

func peopleDeletion(s *Stack, bad func(string, ...any)) {
	if str(pool(s), "DeletionProtection") != "ACTIVE" {
		bad("the pool can be deleted")
	}
}

func clientFlow(s *Stack, bad func(string, ...any)) {
	c := client(s)
	if str(c, "GenerateSecret") != "false" {
		bad("a secret that somebody must keep")
	}
	want := map[string]string{
		"AllowedOAuthFlows":               "code",
		"AllowedOAuthFlowsUserPoolClient": "true",
		"AllowedOAuthScopes":              "openid " + scope,
		"ExplicitAuthFlows":               "ALLOW_USER_SRP_AUTH",
	}
	for _, key := range sorted(want) {
		if got := strings.Join(strs(c, key), " "); got != want[key] {
			bad("%s is %q, wanted %q", key, got, want[key])
		}
	}
	base := variables(s)["BASE_URL"]
	back := map[string][]string{"CallbackURLs": {base + "/signed-in", base + "/outreach/signed-in"}, "LogoutURLs": {base + "/", base + "/outreach"}}
	for _, key := range sorted(back) {
		if got := strs(c, key); !slices.Equal(got, back[key]) {
			bad("%s are %v; each side has its own: %v", key, got, back[key])
		}
	}
	server := s.Resources["PeopleScopes"].Properties
	if str(server, "Identifier")+"/"+str(server, "Scopes", "0", "ScopeName") != scope {
		bad("the scope %s does not exist", scope)
	}
}

func clientTokens(s *Stack, bad func(string, ...any)) {
	c := client(s)
	for name, most := range map[string]struct {
		n    float64
		unit string
	}{"AccessToken": {10, "minutes"}, "IdToken": {10, "minutes"}, "RefreshToken": {8, "hours"}} {
		if n := num(c, name+"Validity"); n < 1 || n > most.n || str(c, "TokenValidityUnits", name) != most.unit {
			bad("%s lives %v %s; at most %v %s", name, n, str(c, "TokenValidityUnits", name), most.n, most.unit)
		}
	}
	if str(c, "EnableTokenRevocation") != "true" || str(c, "RefreshTokenRotation", "Feature") != "ENABLED" {
		bad("refresh tokens are neither revoked nor rotated")
	}
	if grace := num(c, "RefreshTokenRotation", "RetryGracePeriodSeconds"); grace > 60 {
		bad("an old refresh token lives on for %v s", grace)
	}
	if str(c, "PreventUserExistenceErrors") != "ENABLED" {
		bad("the sign-in page says who has an account")
	}
}
