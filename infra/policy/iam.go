package policy

import (
	"fmt"
	"slices"
	"strings"
)

// statement is one statement of an IAM policy.
type statement struct {
	id                 string
	allow              bool
	actions, resources []string
	condition          map[string]any
}

// on says whether the statement is about a service.
func (s statement) on(service string) bool {
	return slices.ContainsFunc(s.actions, func(a string) bool { return strings.HasPrefix(a, service+":") })
}

// statements reads a policy document.
func statements(document any) []statement {
	var out []statement
	for _, s := range list(document, "Statement") {
		condition, _ := at(s, "Condition").(map[string]any)
		out = append(out, statement{
			id:        str(s, "Sid"),
			allow:     str(s, "Effect") == "Allow",
			actions:   strs(s, "Action"),
			resources: strs(s, "Resource"),
			condition: condition,
		})
	}
	return out
}

// rights are the statements of all policies in a role.
func rights(role Resource) []statement {
	var out []statement
	for _, p := range list(role.Properties, "Policies") {
		out = append(out, statements(at(p, "PolicyDocument"))...)
	}
	return out
}

// request is one call on a table. keys are the partition keys it names; a call
// that names none, such as a scan, has none.
type request struct {
	action, table string
	keys          []string
}

// decide says, as IAM would, whether an Allow lets the request through, and
// whether a Deny stops it. What it does not understand counts for the attacker:
// an unknown condition lets an Allow pass and a Deny fall away.
func decide(rules []statement, r request) (lets, stops bool) {
	for _, s := range rules {
		if !slices.ContainsFunc(s.actions, func(a string) bool { return glob(a, "dynamodb:"+r.action) }) ||
			!slices.ContainsFunc(s.resources, func(a string) bool { return a == "*" || a == "${"+r.table+".Arn}" }) {
			continue
		}
		holds := true
		for operator, tests := range s.condition {
			m, _ := tests.(map[string]any)
			for key := range m {
				holds = holds && test(operator, key, strs(m, key), r.keys, s.allow)
			}
		}
		lets = lets || s.allow && holds
		stops = stops || !s.allow && holds
	}
	return lets, stops
}

func test(operator, key string, want, have []string, unknown bool) bool {
	if key != "dynamodb:LeadingKeys" {
		return unknown
	}
	like := func(k string) bool { return slices.ContainsFunc(want, func(w string) bool { return glob(w, k) }) }
	switch operator {
	case "ForAllValues:StringLike": // true when there is no key
		return !slices.ContainsFunc(have, func(k string) bool { return !like(k) })
	case "ForAnyValue:StringLike":
		return slices.ContainsFunc(have, like)
	case "Null":
		return slices.Equal(want, []string{fmt.Sprint(len(have) == 0)})
	}
	return unknown
}

// May says whether the role of a function may carry out an action of DynamoDB,
// such as GetItem, on a partition of a table of the template.
func (s *Stack) May(function, action, table, key string) bool {
	role := s.Resources[s.target(str(s.Resources[function].Properties, "Role"))]
	lets, stops := decide(rights(role), request{action, table, []string{key}})
	return lets && !stops
}

// glob matches * and ? as IAM does: across every sign.
func glob(pattern, text string) bool {
	for i, p := range []byte(pattern) {
		switch {
		case p == '*':
			rest := pattern[i+1:]
			for j := i; j <= len(text); j++ {
				if glob(rest, text[j:]) {
					return true
				}
			}
			return false
		case i >= len(text) || p != '?' && p != text[i]:
			return false
		}
	}
	return len(pattern) == len(text)
}

// Zones: architecture.md section 4. This table is the oracle that the roles in
// the template are compared with, action by action.

const (
	readWrite  = "GetItem Query PutItem DeleteItem ConditionCheckItem"
	readAppend = "GetItem Query PutItem ConditionCheckItem"
	keep       = "GetItem PutItem ConditionCheckItem"
	read       = "GetItem Query"
	readCheck  = "GetItem Query ConditionCheckItem"
	appendOnly = "PutItem ConditionCheckItem"
	grant      = "PutItem DeleteItem ConditionCheckItem"
	never      = "!" // not only not allowed: an explicit Deny stops it
)

var zones = []struct {
	key, table                string
	national, nationalReports string
	outreach, outreachReports string
	operate                   string
}{
	{"U#n#sub", "Records", readWrite, read, never, never, readWrite},
	{"U#o#sub", "Records", never, never, readWrite, read, readWrite},
	{"P#country#", "Records", readWrite, read, never, never, never},
	{"N#country#", "Ledger", readAppend, read, never, never, never},
	{"S#country#", "Ledger", appendOnly, "", read, read, never},
	{"G#team#", "Records", grant, "", readCheck, read, ""},
	{"R#team#", "Records", never, never, readWrite, "", never},
	{"R#team#package#", "Records", never, never, readWrite, "", never},
	{"R#team#package#sub#", "Records", never, never, readWrite, read, never}, // who opened levels
	{"E#country#team#", "Records", readWrite, read, readWrite, read, ""},
	{"A#country#", "Ledger", readAppend, read, readAppend, "", readAppend},
	{"I#n#sub#", "Records", keep, "", never, never, ""},
	{"I#o#sub#", "Records", never, never, keep, "", ""},
	{"X#unknown#", "Records", "", "", "", "", ""},
}

// tableActions are those that the roles are asked about.
var tableActions = strings.Fields(`GetItem Query PutItem DeleteItem ConditionCheckItem UpdateItem BatchGetItem BatchWriteItem
	Scan PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete ExportTableToPointInTime UpdateTimeToLive DeleteTable
	PutResourcePolicy DeleteResourcePolicy UpdateTable`)

// zoneFaults compares the roles with the table of zones. Allow must be
// right without any Deny, and the Deny must stand all the same: two locks.
func zoneFaults(s *Stack, bad func(string, ...any)) {
	for i, role := range []string{"NationalRole", "NationalReportsRole", "OutreachRole", "OutreachReportsRole", "OperatorRole"} {
		rules := rights(s.Resources[role])
		var own []string // keys that the role may read
		for _, z := range zones {
			want := []string{z.national, z.nationalReports, z.outreach, z.outreachReports, z.operate}[i]
			if strings.HasPrefix(want, "GetItem") {
				own = append(own, z.key)
			}
			for _, table := range []string{"Records", "Ledger"} {
				for _, action := range tableActions {
					expect := table == z.table && slices.Contains(strings.Fields(want), action)
					lets, stops := decide(rules, request{action, table, []string{z.key}})
					if lets != expect || expect && stops {
						bad("%s: %s of %s in %s: allowed %v, denied %v; wanted: %v", role, action, z.key, table, lets, stops, expect)
					}
					if want == never && !stops {
						bad("%s: no Deny stops %s of %s in %s", role, action, z.key, table)
					}
				}
			}
		}
		mixed(role, rules, own, bad)
	}
}

// mixed asks with no key at all, and with a foreign key among its own.
func mixed(role string, rules []statement, own []string, bad func(string, ...any)) {
	for _, table := range []string{"Records", "Ledger"} {
		for _, action := range tableActions {
			if lets, _ := decide(rules, request{action, table, nil}); lets {
				bad("%s: %s of %s is allowed without naming a key", role, action, table)
			}
			for _, key := range own {
				if lets, _ := decide(rules, request{action, table, []string{key, "X#unknown#"}}); lets {
					bad("%s: %s of %s together with a foreign key is allowed", role, action, key)
				}
			}
		}
	}
}
