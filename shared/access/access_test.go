package access

import (
	"context"
	"slices"
	"strings"
	"testing"
)

func TestAllows(t *testing.T) {
	open := Permission{}
	lead := Permission{Side: National, Roles: []Role{Lead, Approver}}
	for _, test := range []struct {
		name string
		p    Permission
		who  *Principal
		want bool
	}{
		{"nobody, where it is open", open, nil, true},
		{"somebody suspended, where it is open", open, &Principal{Side: National}, true},
		{"nobody", lead, nil, false},
		{"the first role", lead, &Principal{Side: National, Roles: []Role{Lead}}, true},
		{"another of the roles, beside one that is not", lead, &Principal{Side: National, Roles: []Role{Reader, Approver}}, true},
		{"none of the roles", lead, &Principal{Side: National, Roles: []Role{Reader, Contributor}}, false},
		{"suspended", lead, &Principal{Side: National}, false},
		{"the role on the other side", lead, &Principal{Side: Outreach, Roles: []Role{Lead}}, false},
		{"the role on no side", lead, &Principal{Roles: []Role{Lead}}, false},
		{"a reviewer", lead, &Principal{Side: Outreach, Roles: []Role{Reviewer}}, false},
	} {
		if got := test.p.Allows(test.who); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// TestTable: the table is sound, and no route or operation stands in it twice.
func TestTable(t *testing.T) {
	all, err := Permissions()
	if err != nil {
		t.Fatal(err)
	}
	routes, operations := map[string]bool{}, map[string]bool{}
	for _, p := range all {
		if routes[p.Pattern()] || operations[p.Operation] {
			t.Errorf("%s, %s, stands there twice", p.Pattern(), p.Operation)
		}
		routes[p.Pattern()], operations[p.Operation] = true, true
	}
	if len(all) < 90 {
		t.Errorf("only %d permissions were read", len(all))
	}
}

func TestRead(t *testing.T) {
	const head = "method,path,operation,side,roles\nGET,/health,health,,\n"
	all, err := read(head + "PUT,/a/{b},write,national,lead contributor\n")
	if err != nil || len(all) != 2 || all[1].Pattern() != "PUT /a/{b}" || all[1].Operation != "write" || all[1].Side != National || !slices.Equal(all[1].Roles, []Role{Lead, Contributor}) {
		t.Errorf("read %+v, %v", all, err)
	}
	for _, test := range []struct{ name, row, want string }{
		{"open, and yet for some", "GET,/a,a,,lead", "line 3: GET /a is open to everybody and yet names roles"},
		{"for no role", "GET,/a,a,national,", "line 3: GET /a names no role"},
		{"a role of the other side", "GET,/a,a,outreach,reviewer lead", `line 3: GET /a: "lead" is no role of the outreach side`},
		{"no role at all", "GET,/a,a,national,leader", `"leader" is no role of the national side`},
		{"no side", "GET,/a,a,abroad,lead", `"lead" is no role of the abroad side`},
		{"a cell too few", "GET,/a,a,national", "wrong number of fields"},
		{"a cell too many", "GET,/a,a,national,lead,reader", "wrong number of fields"},
	} {
		if all, err := read(head + test.row + "\n"); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v, %v; want %q", test.name, all, err, test.want)
		}
	}
}

func TestContext(t *testing.T) {
	if who := From(context.Background()); who != nil {
		t.Errorf("nobody was signed in, and it is %+v", who)
	}
	who := &Principal{Sub: "ada"}
	if got := From(With(context.Background(), who)); got != who {
		t.Errorf("%+v", got)
	}
}
