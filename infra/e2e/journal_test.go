package e2e_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// What the people of these tests say and are called, beside unique texts. None
// of it stands in a program or in an id.
const (
	surname     = "Quartey-Lindqvist"
	countryName = "Xanadu"
	reason      = "A new regulation came into force."
	issuer      = "Parliament of the shore"
	said        = "said 0" // how every unique text begins
)

// profile is a country's, of a name.
func profile(name string) string {
	return fmt.Sprintf(`{"name":%q,"status":"non_partner","time_zone":"UTC","language":"en"}`, name)
}

// member is one who speaks for a body.
func member(name, role, body string) string {
	return fmt.Sprintf(`{"name":%q,"roles":[%q],"bodies":[%q],"active":true}`, name+" "+surname, role, body)
}

// journal is what programs print. It may be written to by several.
type journal struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.lock.Lock()
	defer j.lock.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.lock.Lock()
	defer j.lock.Unlock()
	return j.text.String()
}

// silent fails if logs hold a text, a name of a country or one of a person.
func silent(t *testing.T, logs *journal) {
	t.Helper()
	text := logs.String()
	if !strings.Contains(text, `"msg":"request"`) {
		t.Error("no request was logged: that nothing else was says nothing")
	}
	for _, leak := range leaks(text, said, surname, countryName, reason, issuer) {
		t.Error("logged:", leak)
	}
}

// leaks are the lines that hold one of the words, as it is or in Base64, in
// which bytes are logged and items travel.
func leaks(logs string, words ...string) []string {
	const enough = 300 // bytes of a line
	var found []string
	for line := range strings.Lines(logs) {
		for _, word := range words {
			held := strings.Contains(strings.ToLower(line), strings.ToLower(word))
			for before := range 3 { // where the word begins among the three bytes that are coded together
				coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("-", before) + word))
				held = held || strings.Contains(line, coded[(before*8+5)/6:(before+len(word))*8/6])
			}
			if held {
				found = append(found, fmt.Sprintf("%q in %.*s", word, enough, line))
				break
			}
		}
	}
	return found
}

// TestLeaks: what is logged is found however it was written.
func TestLeaks(t *testing.T) {
	coded := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for line, want := range map[string]int{
		`{"msg":"request","route":"GET /api/v1/me"}`: 0,
		`{"error":"Xanadu is closed"}`:               1,
		`{"error":"XANADU"}`:                         1,
		coded(`{"name":"Xanadu"}`):                   1,
		coded(`{"name": "Xanadu"}`):                  1,
		coded(`{"name":  "Xanadu"}`):                 1,
		"nothing\nin Xanadu\nand in Xanadu":          2,
	} {
		if got := leaks(line, "nobody", countryName); len(got) != want {
			t.Errorf("%s: %q", line, got)
		}
	}
}
