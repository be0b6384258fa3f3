package e2e_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// world is what all clients share.
type world struct {
	national, outreach *fleet
	uploads            *fleet // the function to which the gateway sends a country's uploads
	team               string
	keep               *effects
	left               atomic.Int64 // operations to be done
	texts              atomic.Int64
	lock               sync.Mutex
	tally              map[string]int // operations by kind and outcome
	wrong              []string
}

func (w *world) fail(format string, args ...any) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

func (w *world) count(what string) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.tally[what]++
}

// unique is a text that is written nowhere else.
func (w *world) unique() string { return fmt.Sprintf("said %07d", w.texts.Add(1)) }

// client is one person at their computer, who does one thing after another.
type client struct {
	*world
	fleet   *fleet
	sub     string
	country string
	body    string   // the ministry that they speak for; empty for others
	files   []string // ids of the country's files
	rand    *rand.Rand
	keys    int
}

// answer is what a call came to in the end.
type answer struct {
	status  int // 0: never answered
	version int // of the ETag
	body    map[string]any
	again   bool // it was sent more than once
}

// known reports whether the client can tell what the call did.
func (a *answer) known() bool { return a.status != 0 && a.status < 500 }

func (a *answer) ok() bool { return a.status == 200 || a.status == 201 }

func (a *answer) text(field string) string {
	s, _ := a.body[field].(string)
	return s
}

func (a *answer) list(field string) []map[string]any {
	all, _ := a.body[field].([]any)
	out := make([]map[string]any, len(all))
	for i := range all {
		out[i], _ = all[i].(map[string]any)
	}
	return out
}

// sends is how often a client sends a call before it gives up.
const sends = 8

// send calls until it gets an answer that is not the server's fault, as a
// client of the API does: the same call each time.
func (c *client) send(method, path, body string, headers ...string) *answer {
	a := &answer{}
	for n := range sends {
		if a.again = n > 0; a.again {
			time.Sleep(time.Duration(5+c.rand.IntN(20<<n)) * time.Millisecond)
		}
		got, err := c.fleet.call(c.sub, method, path, body, headers...)
		if err != nil {
			continue
		}
		a.status, a.version, a.body = got.StatusCode, 0, nil
		if err := json.Unmarshal([]byte(got.Body), &a.body); err != nil {
			c.fail("%s %s: %d: %v: %s", method, path, got.StatusCode, err, got.Body)
		}
		for name, value := range got.Headers {
			if strings.EqualFold(name, "ETag") {
				a.version, _ = strconv.Atoi(strings.Trim(value, `"`))
			}
		}
		c.count(fmt.Sprintf("answers %d", got.StatusCode))
		if a.known() {
			return a
		}
	}
	return a
}

func (c *client) get(path string) *answer { return c.send("GET", path, "") }

// put changes what stands at version seen; post makes something once.
func (c *client) put(path string, seen int, body string) *answer {
	return c.send("PUT", path, body, "If-Match", fmt.Sprintf("%q", strconv.Itoa(seen)), "Idempotency-Key", c.key())
}

func (c *client) post(path, body string) *answer {
	return c.send("POST", path, body, "Idempotency-Key", c.key())
}

func (c *client) key() string {
	c.keys++
	return fmt.Sprintf("%s-%022d", c.sub, c.keys)
}

// pick chooses one of several.
func pick[T any](c *client, of []T) T { return of[c.rand.IntN(len(of))] }

// act is one thing that a client does, and how often among others.
type act struct {
	name  string
	often int
	do    func(c *client) *answer // nil: there was nothing to do it on
}

// work does acts, drawn by how often they are done, until enough was done.
func (c *client) work(acts []act) {
	sum := 0
	for _, a := range acts {
		sum += a.often
	}
	for c.left.Add(-1) >= 0 {
		n := c.rand.IntN(sum)
		for _, a := range acts {
			if n -= a.often; n >= 0 {
				continue
			}
			switch got := a.do(c); {
			case got == nil:
				c.count(a.name + ": nothing to do")
			case !got.known():
				c.count(a.name + ": not known")
			case got.ok():
				c.count(a.name + ": done")
			default:
				c.count(fmt.Sprintf("%s: %d", a.name, got.status))
				if !slices.Contains(refusals, path.Base(got.text("type"))) && a.name != "plan a step" { // scoring may offer it no longer
					c.fail("%s: %d %v", a.name, got.status, got.body)
				}
			}
			break
		}
	}
}

// refusals are what other people's acts bring about.
var refusals = []string{"not-found", "conflict", "sealed", "not-ready", "not-assigned", "paired", "agreed", "exists"}
