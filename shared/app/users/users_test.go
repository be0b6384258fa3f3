package users_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/app/users"
)

// pool stands in for Cognito: it knows new and confirmed users by address, and
// keeps what it was asked.
type pool struct {
	known map[string]string // address -> status
	asked []string
}

func (p *pool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		UserPoolId, Username, MessageAction string
		DesiredDeliveryMediums              []string
		UserAttributes                      []struct{ Name, Value string }
	}
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.UserPoolId != "eu-central-1_test" {
		http.Error(w, "not a request of this pool", http.StatusTeapot)
		return
	}
	p.asked = append(p.asked, strings.TrimSpace(fmt.Sprintln(action, in.MessageAction, in.Username, in.DesiredDeliveryMediums, in.UserAttributes)))
	status, there := p.known[in.Username]
	fail := ""
	switch {
	case status == "broken":
		fail = "NotAuthorizedException"
	case in.MessageAction == "RESEND" && status == "CONFIRMED":
		fail = "UnsupportedUserStateException"
	case in.MessageAction == "RESEND" && !there, action == "AdminGetUser" && !there:
		fail = "UserNotFoundException"
	case action == "AdminCreateUser" && in.MessageAction == "" && there:
		fail = "UsernameExistsException"
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if fail != "" {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"__type":%q,"message":"no"}`, fail)
		return
	}
	list := fmt.Sprintf(`[{"Name":"email","Value":%q},{"Name":"sub","Value":%q}]`, in.Username, "sub-of-"+in.Username)
	if status == "nameless" {
		list = "[]"
	}
	if action == "AdminGetUser" {
		fmt.Fprintf(w, `{"Username":"u","UserAttributes":%s,"UserStatus":%q}`, list, status)
		return
	}
	if !there {
		p.known[in.Username] = "FORCE_CHANGE_PASSWORD"
	}
	fmt.Fprintf(w, `{"User":{"Username":"u","Attributes":%s}}`, list)
}

// TestPool: a user is made once and taken as they are after that; an invitation
// is sent again only to somebody who never signed in; errors say what to do.
func TestPool(t *testing.T) {
	cognito := &pool{known: map[string]string{"old@x": "CONFIRMED", "odd@x": "nameless", "bad@x": "broken"}}
	server := httptest.NewServer(cognito)
	t.Cleanup(server.Close)
	env := map[string]string{"USER_POOL": "eu-central-1_test", "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key", "USER_POOL_ENDPOINT": server.URL}
	d := users.Pool(func(name string) string { return env[name] })
	ctx := t.Context()
	maker := func(email string) (string, error) { return d.Make(ctx, email) }
	finder := func(email string) (string, error) { return d.Find(ctx, email) }
	sender := func(email string) (string, error) { return "", d.Resend(ctx, email) }
	for _, test := range []struct {
		name    string
		do      func(email string) (string, error)
		email   string
		sub     string
		wrong   string   // what the error says; empty: none
		actions []string // that the pool was asked for
	}{
		{"a new user", maker, "ada@x", "sub-of-ada@x", "", []string{"AdminCreateUser"}},
		{"the same again", maker, "ada@x", "sub-of-ada@x", "", []string{"AdminCreateUser", "AdminGetUser"}},
		{"found", finder, "ada@x", "sub-of-ada@x", "", []string{"AdminGetUser"}},
		{"invited again", sender, "ada@x", "", "", []string{"AdminCreateUser RESEND"}},
		{"invited again after signing in", sender, "old@x", "", "signed in before", []string{"AdminCreateUser RESEND"}},
		{"nobody is found", finder, "eve@x", "", "there is no such user", []string{"AdminGetUser"}},
		{"nobody is invited again", sender, "eve@x", "", "inviting eve@x again", []string{"AdminCreateUser RESEND"}},
		{"a user without a subject", maker, "odd@x", "", "names no subject", []string{"AdminCreateUser", "AdminGetUser"}},
		{"the pool refuses a user", maker, "bad@x", "", "making the user bad@x", []string{"AdminCreateUser"}},
		{"the pool refuses to look", finder, "bad@x", "", "looking for bad@x", []string{"AdminGetUser"}},
	} {
		cognito.asked = nil
		sub, err := test.do(test.email)
		if sub != test.sub || (err != nil) != (test.wrong != "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
			t.Errorf("%s: %q, %v", test.name, sub, err)
		}
		if !slices.EqualFunc(cognito.asked, test.actions, strings.HasPrefix) {
			t.Errorf("%s: the pool was asked for %q, want %q", test.name, cognito.asked, test.actions)
		}
	}
	cognito.asked = nil
	if _, err := d.Make(ctx, "new@x"); err != nil || cognito.asked[0] != "AdminCreateUser  new@x [EMAIL] [{email new@x} {email_verified true}]" {
		t.Errorf("a user is made by %q: %v", cognito.asked, err)
	}
	if users.Pool(func(string) string { return "" }) != nil {
		t.Error("a pool that nothing names was opened")
	}
}
