package policy

import (
	"fmt"
	"slices"
)

// Rule is one line of the checklist.
type Rule struct {
	Name, What string
	check      func(s *Stack, bad func(format string, args ...any))
}

// Violation is a rule broken by what one setting would deploy.
type Violation struct{ Rule, Setting, Text string }

// Check holds the template to the rules named, or to all, in every setting.
func Check(t Template, names ...string) []Violation {
	var all []Violation
	for _, set := range settings() {
		s := t.Resolve(set.name, set.parameters)
		for _, rule := range Rules {
			if len(names) > 0 && !slices.Contains(names, rule.Name) {
				continue
			}
			rule.check(s, func(format string, args ...any) {
				all = append(all, Violation{rule.Name, set.name, fmt.Sprintf(format, args...)})
			})
		}
	}
	return all
}

// Rules is the checklist: security.md section 4.1, as far as it is for the
// first release, and architecture.md sections 4 and 6.
var Rules = []Rule{
	{"api-one-door", "with a domain of its own the default address is closed", apiOneDoor},
	{"api-tls", "the domain is regional and takes TLS 1.2 at least", apiTLS},
	{"api-authorizer", "tokens are checked against our pool and our client", apiAuthorizer},
	{"api-routes", "the routes are those of the architecture, each at its function", apiRoutes},
	{"api-token", "every /api/ route but two wants a token with the scope", apiToken},
	{"api-timeouts", "timeouts nest: SDK 8 s < function < integration < 30 s", apiTimeouts},
	{"api-throttle", "the stage is throttled and measured", apiThrottle},
	{"api-route-settings", "settings of a route name a route, and the open routes have them", apiRouteSettings},
	{"api-cors", "no foreign origin", apiCORS},
	{"api-access-log", "every request is logged, without path, query or address", apiAccessLog},
	{"api-permission", "only this API may call a function, and only on its routes", apiPermission},

	{"function-runtime", "provided.al2023 on arm64", functionRuntime},
	{"function-build", "the binary is made small, of what it serves, without paths of the machine", functionBuild},
	{"function-memory", "memory is set and Go knows of it", functionMemory},
	{"function-concurrency", "copies are reserved outside dev", functionConcurrency},
	{"function-canary", "a new version is tried on a few calls and taken back on alarm", functionCanary},
	{"function-versions", "what changes about a function reaches the alias", functionVersions},
	{"function-signing", "with a signing profile, unsigned code is refused", functionSigning},
	{"function-updates", "the runtime gets its security updates", functionUpdates},
	{"function-log", "JSON logs into a group of our own", functionLog},
	{"function-tracing", "calls are traced", functionTracing},
	{"function-variables-key", "variables are encrypted with our key", functionVariablesKey},
	{"function-variables", "variables are those we know, and hold no secret", functionVariables},
	{"function-layers", "beside a program are fonts of ours where it writes reports, and nothing else", functionLayers},
	{"function-reach", "a function is reached through the API only", functionReach},

	{"roles", "no identity but the roles we know", rolesKnown},
	{"role-trust", "each function has its own role, which only Lambda takes", roleTrust},
	{"role-operator", "operators come with MFA or from a named role, for an hour", roleOperator},
	{"role-wildcards", "no right is granted by wildcard", roleWildcards},
	{"role-actions", "only the few actions that the code needs", roleActions},
	{"role-leading-keys", "every right on a table names zones, and a key must be there", roleLeadingKeys},
	{"role-zones", "each role reaches the zones of the architecture, action by action", zoneFaults},
	{"role-key", "the tables' key is used through the tables only", roleKey},

	{"table-restored", "tables restored are both restored, and reach the functions", tableRestored},
	{"table-billing", "on demand, with ceilings", tableBilling},
	{"table-deletion", "tables cannot be deleted by mistake", tableDeletion},
	{"table-recovery", "any second of 35 days can be restored", tableRecovery},
	{"table-encryption", "tables are encrypted with our key", tableEncryption},
	{"table-shape", "pk and sk, no index, no copy elsewhere", tableShape},
	{"table-expiry", "items expire in records only, by x", tableExpiry},
	{"table-insights", "keys are logged only when throttled", tableInsights},
	{"ledger-append-only", "nobody changes or removes what is in the ledger", ledgerAppendOnly},
	{"retained", "what holds data outlives the stack", retained},
	{"key-rotation", "keys rotate, wait 30 days before deletion and stay in the Region", keyRotation},
	{"key-policy", "keys are used through their service only", keyPolicy},

	{"people-invited", "accounts are made by operators only", peopleInvited},
	{"people-mfa", "a second factor, not by SMS", peopleMFA},
	{"people-passwords", "15 characters, no composition rules", peoplePasswords},
	{"people-threats", "threat protection acts", peopleThreats},
	{"people-attributes", "a new address is verified first, and rights are not in the pool", peopleAttributes},
	{"people-deletion", "the pool cannot be deleted by mistake", peopleDeletion},
	{"client-flow", "code flow with PKCE, no secret, https only", clientFlow},
	{"client-tokens", "short tokens, rotation, revocation, no word on who exists", clientTokens},

	{"log-groups", "logs are kept 400 days, encrypted and protected", logGroups},
	{"log-mask", "addresses in logs are masked", logMask},
	{"alarms-act", "every alarm tells somebody and says what missing data means", alarmsAct},
	{"alarms-set", "what must be watched is watched", alarmsSet},
	{"alarms-denied", "a refusal by IAM is counted", alarmsDenied},
	{"alarms-topic", "only our account's services publish alarms", alarmsTopic},
	{"budget", "spending is watched", budget},
	{"dashboard", "one page shows API, functions and tables", dashboard},

	{"trail", "every read and write of a table is recorded, tamper evident", trail},
	{"trail-archive", "the record cannot be read in public or removed", trailArchive},
	{"trail-acts", "acts on keys, tables and accounts raise an alarm", trailActs},

	{"parameters", "sam deploy --guided works with the defaults", parameters},
	{"no-secrets", "no secret, account number or key in the text", noSecrets},
}
