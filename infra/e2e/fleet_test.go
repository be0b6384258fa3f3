package e2e_test

import (
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// dice are random numbers from a seed that several goroutines draw from.
type dice struct {
	lock sync.Mutex
	rand *rand.Rand
}

func newDice(seed, stream uint64) *dice { return &dice{rand: rand.New(rand.NewPCG(seed, stream))} }

// below draws a number from 0 up to n.
func (d *dice) below(n int) int {
	d.lock.Lock()
	defer d.lock.Unlock()
	return d.rand.IntN(n)
}

// oneIn draws whether something happens that happens once in n times.
func (d *dice) oneIn(n int) bool { return d.below(n) == 0 }

// fleet is several processes of one program, as the cloud runs them: each
// carries one request at a time, and one that ends is replaced.
type fleet struct {
	binary      string
	environment []string
	logs        io.Writer
	free        chan *function
	dice        *dice
	deadly      atomic.Bool // whether processes are killed while they work
	kills       atomic.Int64
}

// killedIn is in how many requests one is met by a kill.
const killedIn = 150

func newFleet(t *testing.T, size int, binary string, environment []string, logs io.Writer, d *dice) *fleet {
	t.Helper()
	f := &fleet{binary: binary, environment: environment, logs: logs, free: make(chan *function, size), dice: d}
	for range size {
		process, err := launch(binary, environment, logs)
		if err != nil {
			t.Fatal(err)
		}
		f.free <- process
	}
	t.Cleanup(func() {
		for range size {
			(<-f.free).end()
		}
	})
	return f
}

// call hands a request to a process that is free. An error is what a caller
// sees of a process that was killed.
func (f *fleet) call(sub, method, path, body string, headers ...string) (*events.APIGatewayV2HTTPResponse, error) {
	process := <-f.free
	if f.deadly.Load() && f.dice.oneIn(killedIn) {
		f.kills.Add(1)
		time.AfterFunc(time.Duration(f.dice.below(20_000))*time.Microsecond, process.end)
	}
	answer, err := process.invoke(sub, method, path, body, headers...)
	if err != nil {
		process.end()
		next, failed := launch(f.binary, f.environment, f.logs)
		if failed != nil {
			f.free <- process // its next caller tries again
			return nil, failed
		}
		process = next
	}
	f.free <- process
	return answer, err
}
