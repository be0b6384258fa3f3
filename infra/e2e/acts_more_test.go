package e2e_test

import "fmt"

func openFile(c *client) *answer {
	got := c.post("/api/v1/assessments", fmt.Sprintf(`{"cycle":%q,"track":"prospective"}`, c.unique()))
	c.keep.named("P#"+c.country+"# F#"+got.text("id")+"#01", "opened "+got.text("id"), got)
	return got
}

// rename gives a member another name.
func rename(c *client) *answer {
	all := c.get("/api/v1/members").list("members")
	if len(all) == 0 {
		return nil
	}
	m := pick(c, all)
	bodies, _ := m["bodies"].([]any)
	if len(bodies) != 1 {
		return nil // the lead
	}
	text := c.unique()
	got := c.put(fmt.Sprintf("/api/v1/members/%s", m["sub"]), int(m["version"].(float64)), member(text, "contributor", bodies[0].(string)))
	c.keep.wrote(fmt.Sprintf("P#%s# M#%s", c.country, m["sub"]), text, got)
	return got
}

func changeProfile(c *client) *answer {
	seen := c.get("/api/v1/country")
	if !seen.ok() {
		return seen
	}
	text := c.unique()
	got := c.put("/api/v1/country", seen.version, profile(countryName+" "+text))
	c.keep.wrote("P#"+c.country+"# PROFILE", text, got)
	return got
}

// resolve ends the talk about a comment, or begins it again.
func resolve(c *client) *answer {
	path, id := c.file()
	some := c.get(path + "/comments?question=" + pick(c, questions)).list("comments")
	if len(some) == 0 {
		return nil
	}
	said := pick(c, some)
	resolved, _ := said["resolved"].(bool)
	got := c.put(fmt.Sprintf("%s/comments/%s", path, said["id"]), int(said["version"].(float64)), fmt.Sprintf(`{"resolved":%t}`, !resolved))
	c.keep.wrote(c.beside(id, fmt.Sprintf("C#%s#%s", said["question"], said["id"])), "", got)
	return got
}

// explain writes why a contradiction is none. Only the lead does, one after
// another.
func explain(c *client) *answer {
	path, id := c.file()
	seen := c.get(path)
	if !seen.ok() {
		return seen
	}
	rule, text := pick(c, []string{"CR-01", "CR-02"}), c.unique()+", as the annex to the act tells"
	got := c.put(path+"/explanations/"+rule, seen.version, fmt.Sprintf(`{"text":%q}`, text))
	c.keep.explained("P#"+c.country+"# F#"+id+"#", rule, text, got)
	return got
}

// handIn hands in the national list that is set beside the Annex.
func handIn(c *client) *answer {
	path, id := c.file()
	seen := c.get(path + "/annex")
	if !seen.ok() {
		return seen
	}
	c.fleet = c.uploads
	defer func() { c.fleet = c.national }()
	got := c.put(path+"/annex/list", seen.version, fmt.Sprintf(`{"name":%q,"csv":"code,title,mtcr_reference\nSG 01-001,%s,1.A.1\n"}`, c.unique(), c.unique()))
	c.keep.named(c.beside(id, fmt.Sprintf("K#%05d", got.version)), "", got)
	return got
}

// terms are those of a meeting; the place is what it was proposed with.
func terms(place, agenda, more string) string {
	return fmt.Sprintf(`{"kind":"visit","state":"proposed","from":"2027-03-01","to":"2027-03-02","place":%q,"agenda":%q%s}`, place, agenda, more)
}

func propose(c *client) *answer {
	path, more := "/api/v1/engagements", fmt.Sprintf(`,"team":%q`, c.team)
	if c.country == "" { // a reviewer
		pkg := c.pkg()
		if pkg == "" {
			return nil
		}
		path, more = "/api/v1/outreach/packages/"+pkg+"/engagements", ""
	}
	text := c.unique()
	got := c.post(path, terms(text, "", more))
	c.keep.made("VI#", text, got)
	return got
}

func arrange(c *client) *answer {
	path := "/api/v1/engagements"
	if c.country == "" {
		pkg := c.pkg()
		if pkg == "" {
			return nil
		}
		path = "/api/v1/outreach/packages/" + pkg + "/engagements"
	}
	some := c.get(path).list("engagements")
	if len(some) == 0 {
		return nil
	}
	e, text := pick(c, some), c.unique()
	got := c.put(fmt.Sprintf("%s/%s", path, e["id"]), int(e["version"].(float64)), terms(e["place"].(string), text, ""))
	c.keep.wrote(fmt.Sprintf("E#%s#%s# VI#%s", e["country"], c.team, e["id"]), text, got)
	return got
}

func find(c *client) *answer {
	pkg, text := c.pkg(), c.unique()
	if pkg == "" {
		return nil
	}
	got := c.post("/api/v1/outreach/packages/"+pkg+"/findings", fmt.Sprintf(`{"kind":"advice","text":%q}`, text))
	c.keep.made("RF#", text, got)
	return got
}

func offer(c *client) *answer {
	topic, seen, text := pick(c, sections), 0, c.unique()
	for _, o := range c.get("/api/v1/outreach/offers").list("offers") {
		if o["topic"] == topic {
			seen = int(o["version"].(float64))
		}
	}
	got := c.put("/api/v1/outreach/offers/"+topic, seen, fmt.Sprintf(`{"text":%q,"open":true}`, text))
	c.keep.wrote("R#"+c.team+"# OF#"+topic, text, got)
	return got
}
