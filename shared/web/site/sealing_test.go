package site_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestChecks: what blocks comes first; a contradiction is explained on the page
// that shows it, and an explanation that was refused is not lost.
func TestChecks(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	file := "/files/" + w.file(sample.XA)
	path := file + "/problems"
	checks := ada.get(path).want(200).has("Nothing stands in the way of sealing", "Look at this; it does not stop sealing", "Evidence is old", "Contradictions that are explained", "A list meant to be complete")
	if places := checks.all("a", "href", file+"/pairs/EN-33/position"); len(places) != 1 {
		t.Error("the pair without a position leads elsewhere")
	}
	if places := checks.all("a", "href", file+"/questions/EN-45"); len(places) != 1 {
		t.Error("the question without an answer leads elsewhere")
	}
	rule := attribute(checks.all("h3", "id", "")[0], "id")
	explain := file + "/explanations/" + rule
	form := checks.form(explain)
	ada.post(explain, with(form, "text", "too short")).want(422).has("write a little more", "too short")
	ada.post(explain, with(form, "text", "")).want(303)
	ada.post(explain, with(form, "text", hostile+" and more of it")).want(412).inert().has("Somebody else changed this", hostile)
	ada.get(path).want(200).has("Must be settled before sealing", "Answers contradict each other")
	ada.get(file + "/seal").want(200).has("1 thing stands in the way of sealing").lacks("Seal now")

	kofi := w.as("sample-kofi")
	kofi.get(path).want(200).lacks("Save the explanation")
	kofi.post(explain, form).want(403)
	w.as("sample-ines").get(path).want(404)
}

// TestOpenAgain: a new cycle goes on from the last track and submission, and a
// name that an open file of the track has is refused at its field.
func TestOpenAgain(t *testing.T) {
	w := newWorld(t)
	ines := w.as("sample-ines")
	f, err := w.desk.File(t.Context(), sample.XB, w.file(sample.XB))
	if err != nil {
		t.Fatal(err)
	}
	form := ines.get("/").want(200).form("/")
	if form.Get("track") != "adherent" || form.Get("from") != f.Submission {
		t.Errorf("the form begins with %v", form)
	}
	form.Set("cycle", "2031")
	ines.post("/", form).want(303)
	again := ines.get("/").form("/")
	again.Set("cycle", " 2031")
	ines.post("/", again).want(422).has("Name of the cycle, such as 2027 : a file of this cycle and track is open already")
	again.Set("track", "prospective")
	ines.post("/", again).want(303)
}

// TestSeal: the lead seals, keeps the receipt, and reopens with a reason.
func TestSeal(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	file := "/files/" + w.file(sample.XA)
	w.as("sample-kofi").get(file + "/seal").want(403)
	form := ada.get(file+"/seal").want(200).has("What sealing means", "Nothing stands in the way").form(file + "/seal")
	sealed := ada.post(file+"/seal", form).want(303).header.Get("Location")
	if again := ada.post(file+"/seal", form).want(303).header.Get("Location"); again != sealed {
		t.Errorf("sealing twice leads to %s and %s", sealed, again)
	}
	receipt := ada.get(sealed).want(200).has("Fingerprint of the record", "Fingerprint of the entry in the event log", "Ada Mensah", "Not known")
	ada.get(file + "/seal").want(200).has("This file is sealed")
	for _, page := range []string{"", "/seal", "/sections/LB-A", "/questions/LB-19", "/annex", "/annex/list", "/annex/1.A.1"} { // the lead is led to where it is reopened
		if d := ada.get(file + page).want(200); len(d.all("a", "href", sealed+"#reopen")) != 1 {
			t.Errorf("%q does not lead to reopening", page)
		}
		if d := w.as("sample-kofi").get(file + page); len(d.all("a", "href", sealed+"#reopen")) != 0 {
			t.Errorf("%q leads somebody who may not reopen", page)
		}
	}
	ada.get(file + "/reports").want(303)
	w.as("sample-kofi").get(file + "/reports").want(200).has("This file is sealed").lacks("not sealed")
	if d := ada.get(file + "/reports/download?format=html").want(200).lacks("not sealed"); len(d.text) < 2000 {
		t.Error("no report of a sealed file")
	}
	w.as("sample-yaw").get(sealed).want(200).lacks("Why is the file reopened?", "Release to a team")
	w.as("sample-kofi").get(sealed).want(403)
	w.as("sample-ines").get(sealed).want(404)

	reopen := receipt.form(file + "/reopen")
	ada.post(file+"/reopen", with(reopen, "reason", "short")).want(422).has("write a little more", "short")
	reopen.Set("reason", "Customs found a newer record "+hostile)
	ada.post(file+"/reopen", reopen).want(303)
	ada.get(sealed).want(200).has("reopened or sealed again after this record").lacks("Why is the file reopened?")
	ada.get("/events").want(200).inert().has("File reopened", hostile)
}

// TestLevels: the lead says of a whole section how far its answers may travel;
// what somebody else changed meanwhile is left and named.
func TestLevels(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	file := "/files/" + w.file(sample.XA)
	path := file + "/levels?section=LB-A"
	ada.get(file + "/levels").want(200).has("Answers by section and by how far they may travel")
	form := ada.get(path).want(200).has("LB-01", "Set all answers below to").form(path)
	answer := ada.get(file + "/questions/LB-02").form(file + "/questions/LB-02")
	answer.Set("response.text", "Changed meanwhile.")
	ada.post(file+"/questions/LB-02", answer).want(303)
	form.Set("all", "outreach")
	ada.post(path, form).want(412).has("Not saved, because somebody else changed them: LB-02")
	ada.post(path, form).want(412) // sent twice: the others are saved once
	ada.get(file+"/levels?level=outreach").want(200).has("LB-01", "LB-03").lacks("LB-02")
	ada.get(file + "/questions/LB-02").want(200).has("Changed meanwhile.")
	again := ada.get(path).form(path)
	again.Set("level-LB-02", "public")
	ada.post(path, again).want(303)
	ada.post(path, with(again, "level-LB-03", "everywhere")).want(422).has("LB-03")
	kofi := w.as("sample-kofi")
	kofi.get(path).want(200).has("Outreach team").lacks("Set all answers below to")
	kofi.post(path, with(again, "level-LB-04", "public")).want(422).has("only the lead says how far an answer may travel")
}

// TestRelease: the lead sees exactly what the team will see, releases it, and
// withdraws it; the team reads it in between.
func TestRelease(t *testing.T) {
	w := newWorld(t)
	ines, rosa := w.as("sample-ines"), w.as("sample-rosa")
	list := ines.get("/releases").want(200).has("Released on", sample.TeamName)
	path := ""
	for _, a := range list.all("a", "href", "") {
		if href := attribute(a, "href"); strings.HasSuffix(href, "/release") {
			path = href
			break
		}
	}
	ines.get(path).want(200).has("Nothing is released before you say so").lacks("What the team will see")
	ines.get(path + "?team=nobody0000").want(422).has("There is a problem")
	preview := ines.get(path+"?team="+sample.Team+"&whole=1").want(200).has("What the team will see", "Answers withheld", "LB-19", "Steps of the plan").lacks("Judge this", "Ask about this")
	section := preview.all("a", "class", "govuk-link")
	var answers string
	for _, a := range section {
		if href := attribute(a, "href"); strings.HasSuffix(href, "&section=LB-C") {
			answers = href
		}
	}
	ines.get(answers).want(200).has("LB-19", "May the authority require a licence").lacks("Judge this")
	form := preview.forms(path)[1]
	if form.Get("whole") != "1" || form.Get("team") != sample.Team {
		t.Fatalf("the preview releases %v", form)
	}
	pkg := strings.TrimPrefix(ines.post(path, form).want(303).header.Get("Location"), "/releases#")
	ines.post(path, form).want(303) // sent twice, released once
	team := rosa.get("/outreach/packages/" + pkg).want(200)
	for _, verdict := range preview.all("section", "class", "sa-criterion") {
		if words := textOf(verdict); !strings.Contains(team.words(), words) {
			t.Errorf("the preview says %q, and the team does not see that", words)
		}
	}
	w.as("sample-kofi").post("/releases/"+pkg+"/withdraw", nil).want(403)
	w.as("sample-ada").post("/releases/"+pkg+"/withdraw", nil).want(404)
	ines.get("/releases").has("Copies downloaded before cannot be called back.")
	ines.post("/releases/"+pkg+"/withdraw", url.Values{}).want(303)
	ines.get("/releases").want(200).has("Withdrawn on")
	rosa.get("/outreach/packages/" + pkg).want(404)
}

// TestTalks: the lead replies to a team and arranges a meeting with it.
func TestTalks(t *testing.T) {
	w := newWorld(t)
	ines := w.as("sample-ines")
	const asked = "/clarifications/sample-clarification"
	form := ines.get("/clarifications").want(200).has("Which article of the draft", "Awaits a reply", "Northern outreach (invented), ").form(asked)
	ines.post(asked, with(form, "reply", " ")).want(422).has("this text is required")
	form.Set("reply", "Article 7. "+hostile)
	ines.post(asked, form).want(303)
	ines.post(asked, with(form, "reply", "Article 8.")).want(412).inert().has("Somebody else changed this", "Article 7.", "Article 8.")
	ines.get("/findings").want(200).has("stands in a draft only")
	w.as("sample-ada").post(asked, form).want(404)
	w.as("sample-kofi").get("/clarifications").want(403)

	const visit = "/engagements/sample-engagement"
	ines.get("/engagements").want(200).has("1 March 2027", "Propose a meeting")
	change := ines.get(visit).want(200).has("The team sees it and may change it too.").form(visit)
	change.Set("place", hostile)
	ines.post(visit, with(change, "to", "2027-02-01")).want(422).has("it ends before it begins")
	ines.post(visit, change).want(303)
	ines.post(visit, with(change, "place", "Elsewhere")).want(412).inert()
	propose := ines.get("/engagements").want(200).inert().form("/engagements")
	propose.Set("from", "2027-05-01")
	propose.Set("to", "2027-05-02")
	ines.post("/engagements", with(propose, "team", "nobody0000")).want(422).has("nothing was ever released to a team with this id")
	propose.Set("team", sample.Team)
	ines.post("/engagements", propose).want(303)
	ines.post("/engagements", propose).want(303) // sent twice, proposed once
	if n := strings.Count(ines.get("/engagements").words(), "Last change"); n != 2 {
		t.Errorf("there are %d meetings", n)
	}
	w.as("sample-ada").get("/engagements").want(200).has("arranged with a team to which something was released")
	w.as("sample-ada").get(visit).want(404)
}

// TestMissing: the checks and what a seal holds count the same questions as not
// answered, before sealing and after it.
func TestMissing(t *testing.T) {
	w := newWorld(t)
	for country, lead := range map[string]string{sample.XA: "sample-ada", sample.XB: "sample-ines"} {
		b, file := w.as(lead), "/files/"+w.file(country)
		_, after, _ := strings.Cut(b.get(file+"/problems").want(200).words(), "Not answered (")
		n, _, found := strings.Cut(after, ")")
		if !found || n == "0" {
			t.Fatalf("%s lacks nothing: %q", country, n)
		}
		b.get(file + "/seal").want(200).has("Not answered yet " + n + " ")
		if f, err := w.desk.File(t.Context(), country, w.file(country)); err == nil && f.Submission != "" {
			b.get("/submissions/" + f.Submission).want(200).has("Not answered yet " + n + " ")
		}
	}
}
