package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// maxDepth is how deep a body may nest; ours nest far less.
const maxDepth = 32

// decode reads the body strictly into v, a pointer to a struct: unknown,
// repeated and missing fields are faults, so nothing that the server owns can
// be set by sending it.
func (c *call) decode(v any) error {
	if deep(c.body) {
		return questionnaire.Faults{{Problem: "the body nests too deep", Advice: "send it as the contract says"}}
	}
	if faults := questionnaire.Decode(c.body, v); faults != nil {
		return faults
	}
	return nil
}

// deep reports whether brackets nest beyond maxDepth.
func deep(body []byte) bool {
	depth, text := 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case text && b == '\\':
			i++
		case b == '"':
			text = !text
		case text:
		case b == '{' || b == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return false
}

func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// seen is the version that the caller saw, from If-Match.
func (c *call) seen() (int, error) {
	headers := c.Header.Values("If-Match")
	if len(headers) == 0 || headers[0] == "" {
		return 0, ErrNoMatch
	}
	n, err := strconv.Atoi(strings.Trim(headers[0], `"`))
	if err != nil || n < 0 || n > 1_000_000 || headers[0] != etag(n) || len(headers) > 1 {
		return 0, errMatch
	}
	return n, nil
}

// named reports whether what the path names could be the name of anything.
func named(r *http.Request) bool {
	for part := range strings.SplitSeq(r.URL.Path, "/") {
		if !plain(part) {
			return false
		}
	}
	return true
}

// plain reports whether a text could be an id: none of ours is long or holds
// more than plain signs, and nothing else may get into a key of the table.
func plain(id string) bool {
	return len(id) <= maxName && !strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' || c == '#' })
}

// maxName is the length of the longest id, that of a person at an identity
// provider.
const maxName = 128

const keyLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// key takes the Idempotency-Key of a call that must carry one. Other calls
// ignore the header: repeating them changes nothing by itself.
func (c *call) key() error {
	keys := c.Header.Values("Idempotency-Key")
	if len(keys) == 0 || keys[0] == "" {
		return errKeyNone
	}
	if n := len(keys[0]); len(keys) > 1 || n < 22 || n > 64 || strings.Trim(keys[0], keyLetters) != "" {
		return errKeyForm
	}
	c.act.Request = keys[0]
	return nil
}

// make takes the key of a call that makes something, carries it out once under
// that key, and returns the id of what it or an earlier call made.
func (c *call) make(carryOut func() (string, error)) (string, error) {
	if err := c.key(); err != nil {
		return "", err
	}
	var made string
	err := c.api.Desk.Store.Earlier(c.Context(), c.act.By, c.act.Request, c.act.Print)
	if err == nil {
		made, err = carryOut()
	}
	var before *assessment.Repeated // also when the earlier call is still at it
	if errors.As(err, &before) {
		return before.About, nil
	}
	return made, err
}

// file reads the file that the path names; another country's does not exist.
func (c *call) file() (*assessment.File, error) {
	return c.api.Desk.File(c.Context(), c.who.Owner, c.PathValue("file"))
}

// input reads the body into v, as decode does, and then the file that the path
// names.
func (c *call) input(v any) (*assessment.File, error) {
	if err := c.decode(v); err != nil {
		return nil, err
	}
	return c.file()
}
