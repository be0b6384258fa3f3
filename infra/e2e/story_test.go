package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
)

// story is what the chapters of TestStory share.
type story struct {
	*world
	t      *testing.T
	people map[string]*client
	file   string // path of the file
	pkg    string // the package that was released
}

// shares says what each ministry is given; one question is given to two.
var shares = []struct{ body, section, question, sections, questions string }{
	{"licensing", "LB-A", "LB-01", `["LB-A"]`, `[]`},
	{"customs", "EN-C", "EN-16", `["EN-C"]`, `["LB-02"]`},
	{"foreign", "NC-B", "NC-08", `["NC-B"]`, `[]`},
}

// TestStory: the whole story in the programs that are deployed, from a country
// that was just brought in to a package that was withdrawn.
func TestStory(t *testing.T) {
	server, endpoint := connect(t)
	records, ledger := cloud(t, server)
	environment, logs := pointing(endpoint, records, ledger), &journal{}
	t.Cleanup(func() { silent(t, logs) }) // after the programs have ended
	s := &story{world: &world{tally: map[string]int{}}, t: t, people: map[string]*client{}}
	operator(t, environment, "country", "-name", "Ada "+surname, "-sub", "ada")
	s.team = operator(t, environment, "team", "-name", "Rosa "+surname, "-sub", "rosa")
	s.national = newFleet(t, len(shares), build(t, "../../functions/national"), environment, logs, nil)
	s.outreach = newFleet(t, 1, build(t, "../../functions/outreach"), environment, logs, nil)

	s.bringIn()
	s.open()
	s.answer()
	s.race()
	s.signOff()
	s.sealAndRelease()
	s.judge()
	s.withdrawAndReopen()
	s.tell()
	for _, wrong := range s.wrong {
		t.Error(wrong)
	}
}

// want fails unless a call was answered as it should; a refusal is also named.
func (s *story) want(status int, problem string, a *answer) *answer {
	s.t.Helper()
	if a.status != status || problem != "" && path.Base(a.text("type")) != problem {
		s.t.Fatalf("%d %v, want %d %s", a.status, a.body, status, problem)
	}
	return a
}

// done fails unless a call did what was asked.
func (s *story) done(a *answer) *answer {
	s.t.Helper()
	if !a.ok() {
		s.t.Fatalf("%d %v", a.status, a.body)
	}
	return a
}

// person sits down at a computer.
func (s *story) person(sub, body string, f *fleet) *client {
	s.people[sub] = s.stranger(sub, f)
	s.people[sub].body = body
	return s.people[sub]
}

// stranger is somebody who is not expected where they call.
func (s *story) stranger(sub string, f *fleet) *client {
	return &client{world: s.world, fleet: f, sub: sub, rand: rand.New(rand.NewPCG(0, uint64(len(s.people))))}
}

// bringIn: the lead names the country, three ministries and an approver.
func (s *story) bringIn() {
	ada, rosa := s.person("ada", "", s.national), s.person("rosa", "", s.outreach)
	s.want(401, "sign-in", s.stranger("", s.national).get("/api/v1/me"))
	s.want(401, "sign-in", s.stranger("rosa", s.national).get("/api/v1/assessments")) // a reviewer is nobody here
	s.want(401, "sign-in", s.stranger("ada", s.outreach).get("/api/v1/outreach/portfolio"))
	s.done(rosa.get("/api/v1/outreach/portfolio"))
	s.done(ada.put("/api/v1/country", 0, profile(countryName)))
	for _, of := range shares {
		s.done(ada.put("/api/v1/members/"+of.body, 0, member(of.body, "contributor", of.body)))
		s.person(of.body, of.body, s.national)
	}
	s.done(ada.put("/api/v1/members/yaw", 0, `{"name":"Yaw `+surname+`","roles":["approver"],"bodies":[],"active":true}`))
	s.person("yaw", "", s.national)
}

// open: the lead opens a file, once, and gives out its sections.
func (s *story) open() {
	ada := s.people["ada"]
	open := func(key string) *answer {
		return s.want(201, "", ada.send("POST", "/api/v1/assessments", `{"cycle":"2026","track":"prospective"}`, "Idempotency-Key", key))
	}
	key := ada.key()
	id := open(key).text("id")
	if again := open(key).text("id"); again != id || id == "" {
		s.t.Errorf("the repeated call opened another file: %q and %q", id, again)
	}
	s.file = "/api/v1/assessments/" + id
	for _, of := range shares {
		s.done(ada.put(s.file+"/assignments/"+of.body, 0, fmt.Sprintf(`{"sections":%s,"questions":%s,"due":"2026-12-18"}`, of.sections, of.questions)))
	}
}

// say saves an answer that names a level.
func (s *story) say(who, question string, seen, level int) *answer {
	c := s.people[who]
	return c.put(s.file+"/responses/"+question, seen, fmt.Sprintf(`{"response":{"state":"value","level":%d,"text":%q}}`, level, c.unique()))
}

// answer: three ministries answer at once, each its own; none answers what was
// given to another.
func (s *story) answer() {
	answers := make([]*answer, len(shares))
	atOnce(len(shares), func(i int) { answers[i] = s.say(shares[i].body, shares[i].question, 0, 1) })
	for i, of := range shares {
		if s.done(answers[i]).version != 1 {
			s.t.Errorf("%s is at version %d", of.question, answers[i].version)
		}
		other := shares[(i+1)%len(shares)]
		s.want(403, "not-assigned", s.say(of.body, other.question, 1, 2))
	}
	s.want(403, "role", s.say("yaw", "LB-01", 1, 2)) // who approves does not answer
}

// race: two ministries answer the same question at once. One is told what
// stands there now, and then changes that.
func (s *story) race() {
	const question = "LB-02"
	who, levels := []string{"licensing", "customs"}, []int{1, 3}
	answers := make([]*answer, len(who))
	atOnce(len(who), func(i int) { answers[i] = s.say(who[i], question, 0, levels[i]) })
	won := slices.IndexFunc(answers, (*answer).ok)
	if won < 0 {
		s.t.Fatalf("nobody won: %v and %v", answers[0], answers[1])
	}
	lost := s.want(412, "conflict", answers[1-won])
	current, _ := lost.body["current"].(map[string]any)
	if text := fmt.Sprint(current["response"]); lost.version != 1 || !strings.Contains(text, fmt.Sprint("level:", levels[won])) {
		s.t.Errorf("the conflict shows version %d of %v", lost.version, lost.body)
	}
	if a := s.done(s.say(who[1-won], question, lost.version, 2)); a.version != 2 {
		s.t.Errorf("version %d after the conflict", a.version)
	}
	if n := len(s.done(s.people["ada"].get(s.file + "/responses/" + question + "/history")).list("history")); n != 2 {
		s.t.Errorf("%d versions in the history, want 2", n)
	}
}

// atOnce does n things at the same time.
func atOnce(n int, do func(i int)) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		all.Go(func() { <-begin; do(i) })
	}
	close(begin)
	all.Wait()
}

// sections are those of the file by id, as the approver sees them.
func (s *story) sections() map[string]map[string]any {
	byID := map[string]map[string]any{}
	for _, section := range s.done(s.people["yaw"].get(s.file + "/signoffs")).list("sections") {
		byID[section["section"].(string)] = section
	}
	return byID
}

// sign signs a section off, of which hash was read.
func (s *story) sign(who string, section map[string]any, hash any) *answer {
	return s.people[who].put(fmt.Sprintf("%s/signoffs/%s", s.file, section["section"]), int(section["version"].(float64)), fmt.Sprintf(`{"hash":%q}`, hash))
}

// blocked are the sections whose lack of a signature blocks sealing, with what
// is said of each.
func (s *story) blocked() map[string]string {
	refused := s.want(409, "not-ready", s.people["ada"].post(s.file+"/seal", `{}`))
	said := map[string]string{}
	for _, p := range refused.list("problems") {
		if p["kind"] != "unsigned" || p["blocks"] != true {
			s.t.Errorf("sealing is refused for %v", p)
		}
		said[p["section"].(string)] = p["text"].(string)
	}
	return said
}

// signOff: nothing is sealed before every section that was given out is signed
// as it stands.
func (s *story) signOff() {
	if said := s.blocked(); len(said) != len(shares) {
		s.t.Errorf("blocked before anything is signed: %v", said)
	}
	before := s.sections()
	s.want(403, "role", s.sign("customs", before["EN-C"], before["EN-C"]["now"]))
	for _, of := range shares {
		s.done(s.sign("yaw", before[of.section], before[of.section]["now"]))
	}
	for id, section := range s.sections() {
		given := slices.Contains([]string{"LB-A", "EN-C", "NC-B"}, id)
		if section["holds"] != given {
			s.t.Errorf("section %s: %v", id, section)
		}
	}

	// the lead clears an answer for reviewers: what was signed is another
	s.done(s.people["ada"].put(s.file+"/responses/LB-01", 1, fmt.Sprintf(`{"response":{"state":"value","level":2,"text":%q,"release":"outreach"}}`, s.unique())))
	after := s.sections()
	if changed := after["LB-A"]; changed["holds"] != false || changed["signed"] != true || fmt.Sprint(changed["changed"]) != "[LB-01]" {
		s.t.Errorf("after the change: %v", changed)
	}
	if said := s.blocked(); len(said) != 1 || !strings.Contains(said["LB-A"], "changed after it was signed off: LB-01;") {
		s.t.Errorf("blocked after the change: %v", said)
	}
	s.want(412, "conflict", s.sign("yaw", after["LB-A"], before["LB-A"]["now"])) // what was read is no longer there
	s.done(s.sign("yaw", after["LB-A"], after["LB-A"]["now"]))
}

// sealAndRelease: the lead seals, nobody writes any more, and the team gets
// what was cleared.
func (s *story) sealAndRelease() {
	ada := s.people["ada"]
	sealed := s.want(201, "", ada.post(s.file+"/seal", `{}`))
	s.want(409, "sealed", s.say("customs", "EN-17", 0, 1))
	submission := "/api/v1/submissions/" + sealed.text("submission")
	signed := s.done(ada.get(submission)).list("signed")
	var sections []string
	for _, of := range signed {
		if sections = append(sections, of["section"].(string)); of["by"] != "yaw" {
			s.t.Errorf("signed: %v", of)
		}
	}
	if slices.Sort(sections); !slices.Equal(sections, []string{"EN-C", "LB-A", "NC-B"}) {
		s.t.Errorf("the submission is signed for %v", sections)
	}
	s.pkg = s.want(201, "", ada.post(submission+"/releases", `{"team":"`+s.team+`","whole_result":false}`)).text("package")
	released, _ := s.done(s.people["rosa"].get("/api/v1/outreach/packages/" + s.pkg)).body["responses"].(map[string]any)
	if len(released) != 1 || released["LB-01"] == nil {
		s.t.Errorf("released: %v", released)
	}
}

// judge: the team judges and asks, and the country replies.
func (s *story) judge() {
	rosa, pkg := s.people["rosa"], "/api/v1/outreach/packages/"+s.pkg
	s.done(rosa.put(pkg+"/judgements/LB-01", 0, fmt.Sprintf(`{"rating":{"level":1,"grade":3},"note":%q}`, "It shows no date, "+s.unique())))
	asked := s.want(201, "", rosa.post(pkg+"/clarifications", fmt.Sprintf(`{"question":"LB-01","asked":%q}`, s.unique())))
	reply := s.unique()
	s.done(s.people["ada"].put("/api/v1/clarifications/"+asked.text("id"), 1, fmt.Sprintf(`{"reply":%q}`, reply)))
	if seen := s.done(rosa.get(pkg + "/clarifications")); !strings.Contains(fmt.Sprint(seen.body), reply) {
		s.t.Errorf("the team does not see the reply: %v", seen.body)
	}
}

// withdrawAndReopen: the team sees nothing more, and the next revision begins.
func (s *story) withdrawAndReopen() {
	ada := s.people["ada"]
	reopened := s.want(201, "", ada.post(s.file+"/reopen", `{"reason":"`+reason+`"}`))
	if reopened.body["revision"] != 2.0 {
		s.t.Errorf("reopened: %v", reopened.body)
	}
	s.done(s.people["rosa"].get("/api/v1/outreach/packages/" + s.pkg)) // what was released stays so
	s.want(200, "", ada.send("POST", "/api/v1/releases/"+s.pkg+"/withdraw", `{}`))
	s.want(404, "not-found", s.people["rosa"].get("/api/v1/outreach/packages/"+s.pkg))
	s.done(s.say("licensing", "LB-01", 1, 3)) // it is the ministry's again
}

// tell: all of it is in the events.
func (s *story) tell() {
	var kinds []string
	for _, e := range s.done(s.people["ada"].get("/api/v1/events")).list("events") {
		kinds = append(kinds, e["kind"].(string))
	}
	slices.Sort(kinds)
	want := "assigned assigned assigned country_changed member_added member_added member_added member_added opened owner_created " +
		"released reopened sealed signed_off signed_off signed_off signed_off withdrawn"
	if got := strings.Join(kinds, " "); got != want {
		s.t.Errorf("the events tell of %s, want %s", got, want)
	}
}
