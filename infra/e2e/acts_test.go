package e2e_test

import (
	"fmt"
	"maps"
	"slices"
)

// What the clients work on. No contradiction is among the questions, so that a
// file can be sealed.
var (
	ministries = []string{"customs", "licensing", "justice"}
	questions  = []string{"LB-01", "LB-02", "LB-03", "LB-04", "LB-05", "LB-09", "LB-10", "LB-11"}
	paired     = []string{"LB-19", "LB-20"}
	sections   = []string{"LB-A", "LB-B"}
)

// The acts, and how often each is done among a hundred.
var (
	ministryActs = []act{{"save", 56, save}, {"comment", 15, comment}, {"add an instrument", 4, addInstrument},
		{"change an instrument", 6, changeInstrument}, {"reply for a pair", 9, writeReply}, {"say how far a step is", 4, advance},
		{"resolve", 3, resolve}, {"hand in a list", 3, handIn}}
	leadActs = []act{{"save", 18, save}, {"comment", 5, comment}, {"assign", 9, assign}, {"sign off", 9, signOff},
		{"change an instrument", 4, changeInstrument}, {"open a pair", 4, openPair}, {"agree on a pair", 3, position}, {"plan a step", 4, adopt},
		{"seal", 5, seal}, {"reopen", 10, reopen}, {"release", 6, release}, {"withdraw", 2, withdraw}, {"answer a clarification", 8, clarify},
		{"open a file", 1, openFile}, {"rename a member", 2, rename}, {"change the profile", 2, changeProfile}, {"resolve", 1, resolve}, {"explain", 2, explain},
		{"hand in a list", 1, handIn}, {"propose a meeting", 2, propose}, {"arrange a meeting", 2, arrange}}
	reviewerActs = []act{{"judge", 54, judge}, {"ask", 22, ask}, {"tell a finding", 6, find}, {"offer help", 6, offer},
		{"propose a meeting", 4, propose}, {"arrange a meeting", 8, arrange}}
)

// file is the path of one of the country's files, and its id.
func (c *client) file() (path, id string) {
	id = pick(c, c.files)
	return "/api/v1/assessments/" + id, id
}

// beside is the key of what stands beside the answers of a file.
func (c *client) beside(file, sort string) string { return "P#" + c.country + "#" + file + "# " + sort }

func save(c *client) *answer {
	path, _ := c.file()
	path += "/responses/" + pick(c, questions)
	seen := c.get(path)
	if !seen.ok() {
		return seen
	}
	text, release := c.unique(), ""
	if c.body == "" {
		release = `,"release":"outreach"`
	}
	got := c.put(path, seen.version, fmt.Sprintf(`{"response":{"state":"value","level":%d,"text":%q%s}}`, c.rand.IntN(3), text, release))
	if got.status == 409 || got.status == 412 {
		got.again = false // what took effect is answered as it was at first, whatever came after: this did not
	}
	c.keep.made("H#", text, got)
	return got
}

func comment(c *client) *answer {
	path, _ := c.file()
	text := c.unique()
	got := c.post(path+"/comments", fmt.Sprintf(`{"question":%q,"text":%q}`, pick(c, questions), text))
	c.keep.made("C#", text, got)
	return got
}

func instrument(title string) string {
	return fmt.Sprintf(`{"title":%q,"kind":"law","issuing_body":%q,"language":"en"}`, title, issuer)
}

func addInstrument(c *client) *answer {
	text := c.unique()
	got := c.post("/api/v1/instruments", instrument(text))
	c.keep.made("L#", text, got)
	return got
}

func changeInstrument(c *client) *answer {
	all := c.get("/api/v1/instruments")
	some := all.list("instruments")
	if len(some) == 0 {
		return nil
	}
	old, text := pick(c, some), c.unique()
	got := c.put(fmt.Sprintf("/api/v1/instruments/%s", old["id"]), int(old["version"].(float64)), instrument(text))
	c.keep.made("L#", text, got)
	return got
}

func writeReply(c *client) *answer {
	path, id := c.file()
	question := pick(c, paired)
	path += "/pairs/" + question + "/replies/" + c.body
	seen := c.get(path)
	if !seen.ok() {
		return seen
	}
	text := c.unique()
	got := c.put(path, seen.version, fmt.Sprintf(`{"response":{"state":"value","level":1,"text":%q}}`, text))
	c.keep.wrote(c.beside(id, "Y#"+question+"#"+c.body), text, got)
	return got
}

func advance(c *client) *answer {
	path, id := c.file()
	for _, item := range c.get(path + "/plan").list("items") {
		if item["owner"] != c.body {
			continue
		}
		text := c.unique()
		got := c.put(fmt.Sprintf("%s/plan/%s", path, item["id"]), int(item["version"].(float64)),
			fmt.Sprintf(`{"owner":%q,"due":%q,"assistance":%q,"share":true,"progress":"under_way","note":%q}`, c.body, item["due"], item["assistance"], text))
		c.keep.wrote(c.beside(id, fmt.Sprintf("T#%s", item["id"])), text, got)
		return got
	}
	return nil
}

// assign gives a section to a ministry, or mostly takes back what it had.
func assign(c *client) *answer {
	path, id := c.file()
	body, given := pick(c, ministries), "[]"
	if c.rand.IntN(3) == 0 {
		given = fmt.Sprintf(`[%q]`, pick(c, sections))
	}
	return c.assign(path, id, body, given)
}

func (c *client) assign(path, id, body, given string) *answer {
	seen := 0
	for _, a := range c.get(path + "/assignments").list("assignments") {
		if a["body"] == body {
			seen = int(a["version"].(float64))
		}
	}
	got := c.put(path+"/assignments/"+body, seen, fmt.Sprintf(`{"sections":%s,"due":"2026-12-18"}`, given))
	c.keep.wrote(c.beside(id, "B#"+body), "", got)
	return got
}

func signOff(c *client) *answer {
	path, id := c.file()
	section := pick(c, sections)
	for _, s := range c.get(path + "/signoffs").list("sections") {
		if s["section"] == section {
			got := c.put(path+"/signoffs/"+section, int(s["version"].(float64)), fmt.Sprintf(`{"hash":%q}`, s["now"]))
			c.keep.wrote(c.beside(id, "O#"+section), "", got)
			return got
		}
	}
	return nil
}

func openPair(c *client) *answer {
	path, _ := c.file()
	return c.post(path+"/pairs", fmt.Sprintf(`{"question":%q,"bodies":["customs","licensing"]}`, pick(c, paired)))
}

func position(c *client) *answer {
	path, id := c.file()
	question := pick(c, paired)
	seen, before := c.get(path+"/pairs/"+question), c.get(path+"/responses/"+question)
	if !seen.ok() || !before.ok() || len(seen.list("replies")) < 2 {
		return nil
	}
	text := c.unique()
	got := c.put(path+"/pairs/"+question+"/position", seen.version,
		fmt.Sprintf(`{"response":{"state":"value","level":1,"text":%q},"replaces":%d,"agreed_by":["customs","licensing"]}`, text, before.version))
	c.keep.made("H#", text, got)
	c.keep.wrote(c.beside(id, "X#"+question), "", got)
	return got
}

func adopt(c *client) *answer {
	path, _ := c.file()
	actions := c.get(path + "/result").list("actions")
	if len(actions) == 0 {
		return nil
	}
	action, text := actions[0], c.unique()
	got := c.post(path+"/plan", fmt.Sprintf(`{"kind":%q,"question":%q,"owner":%q,"due":"2027-06-30","assistance":%q,"share":true}`, action["kind"], action["question"], pick(c, ministries), text))
	c.keep.made("T#", text, got)
	return got
}

// seal takes back what is assigned, so that nothing has to be signed, and seals.
func seal(c *client) *answer {
	path, id := c.file()
	if state := c.get(path); state.text("state") != "draft" {
		return nil
	}
	for _, a := range c.get(path + "/assignments").list("assignments") {
		if len(a["sections"].([]any)) > 0 {
			c.assign(path, id, a["body"].(string), "[]")
		}
	}
	got := c.post(path+"/seal", `{}`)
	c.keep.named("N#"+c.country+"#"+got.text("submission")+"# M", "sealed "+got.text("submission"), got)
	return got
}

// submitted is the path of one of the country's files that is sealed, and its
// submission.
func (c *client) submitted() (path, submission string) {
	path, _ = c.file()
	state := c.get(path)
	return path, state.text("submission")
}

func reopen(c *client) *answer {
	path, submission := c.submitted()
	if submission == "" {
		return nil
	}
	return c.post(path+"/reopen", `{"reason":"`+reason+`"}`)
}

func release(c *client) *answer {
	_, submission := c.submitted()
	if submission == "" {
		return nil
	}
	got := c.post("/api/v1/submissions/"+submission+"/releases", fmt.Sprintf(`{"team":%q,"whole_result":false}`, c.team))
	c.keep.named("S#"+got.text("package")+"# M", "released "+got.text("package"), got)
	c.keep.made("M", fmt.Sprintf(`"submission":%q`, submission), got)
	return got
}

func withdraw(c *client) *answer {
	some := c.get("/api/v1/releases").list("releases")
	if len(some) < 2 { // one stays, to be judged
		return nil
	}
	pkg := pick(c, some)["package"].(string)
	got := c.send("POST", "/api/v1/releases/"+pkg+"/withdraw", `{}`)
	c.keep.named("P#"+c.country+"# G#"+pkg, "withdrawn "+pkg, got)
	return got
}

func clarify(c *client) *answer {
	some := c.get("/api/v1/clarifications").list("clarifications")
	if len(some) == 0 {
		return nil
	}
	asked, text := pick(c, some), c.unique()
	got := c.put(fmt.Sprintf("/api/v1/clarifications/%s", asked["id"]), int(asked["version"].(float64)), fmt.Sprintf(`{"reply":%q}`, text))
	c.keep.wrote(fmt.Sprintf("E#%s#%s# CL#%s", c.country, c.team, asked["id"]), text, got)
	return got
}

// pkg is a package that the team may read; empty for none.
func (c *client) pkg() string {
	some := c.get("/api/v1/outreach/portfolio").list("countries")
	if len(some) == 0 {
		return ""
	}
	return pick(c, some)["package"].(string)
}

func judge(c *client) *answer {
	pkg := c.pkg()
	released, _ := c.get("/api/v1/outreach/packages/" + pkg).body["responses"].(map[string]any)
	if len(released) == 0 {
		return nil
	}
	question, seen := pick(c, slices.Sorted(maps.Keys(released))), 0
	for _, j := range c.get("/api/v1/outreach/packages/" + pkg + "/judgements").list("judgements") {
		if j["question"] == question && j["by"] == c.sub {
			seen = int(j["version"].(float64))
		}
	}
	text := "What the decree shows: " + c.unique()
	got := c.put("/api/v1/outreach/packages/"+pkg+"/judgements/"+question, seen, fmt.Sprintf(`{"rating":{"level":1,"grade":3},"note":%q}`, text))
	c.keep.wrote("R#"+c.team+"#"+pkg+"# J#"+question+"#"+c.sub, text, got)
	return got
}

func ask(c *client) *answer {
	pkg, text := c.pkg(), c.unique()
	if pkg == "" {
		return nil
	}
	got := c.post("/api/v1/outreach/packages/"+pkg+"/clarifications", fmt.Sprintf(`{"question":%q,"asked":%q}`, pick(c, questions), text))
	c.keep.made("CL#", text, got)
	return got
}
