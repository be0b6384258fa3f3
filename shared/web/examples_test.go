package web_test

import "strings"

// examples are calls that are carried out when made in this order in the
// sample states. Ids stand for: {file} XA's draft, {sealed} the file that XB
// sealed, {submission} and {package} what XB made of it.
var examples = []struct {
	operation, sub, path, body string
}{
	{"health", "", "/health", ""},
	{"contract", "", "/openapi.json", ""},
	{"readSelf", "sample-kofi", "/me", ""},
	{"readCountry", "sample-ada", "/country", ""},
	{"writeCountry", "sample-ada", "/country", `{"name":"Xanadu (invented)","iso":"XA","status":"non_partner","time_zone":"Africa/Accra","language":"en"}`},
	{"listMembers", "sample-ada", "/members", ""},
	{"writeMember", "sample-ada", "/members/new-person", `{"name":"Nana Adu","roles":["contributor"],"bodies":["customs"],"active":true}`},
	{"listEvents", "sample-ada", "/events?before=3", ""},
	{"listFiles", "sample-ada", "/assessments", ""},
	{"openFile", "sample-ines", "/assessments", `{"cycle":"2028","track":"adherent","from":"{submission}"}`},
	{"readFile", "sample-ada", "/assessments/{file}", ""},
	{"listResponses", "sample-ada", "/assessments/{file}/responses?section=AX-A", ""},
	{"readResponse", "sample-ada", "/assessments/{file}/responses/EN-16", ""},
	{"writeResponse", "sample-ada", "/assessments/{file}/responses/EN-16", `{"response":{"state":"value","level":3,"release":"national","evidence":[{"grade":4,"date":"2026-11-20","title":"Record"}]},"flag":"please look"}`},
	{"readHistory", "sample-ada", "/assessments/{file}/responses/EN-16/history", ""},
	{"writeExplanation", "sample-ada", "/assessments/{file}/explanations/CR-05", `{"text":"The grid has not yet been finished for 28 of its rows."}`},
	{"listProblems", "sample-ada", "/assessments/{file}/problems", ""},
	{"readResult", "sample-ada", "/assessments/{file}/result", ""},
	{"seal", "sample-ada", "/assessments/{file}/seal", `{}`},
	{"reopen", "sample-ines", "/assessments/{sealed}/reopen", `{"reason":"A new regulation came into force."}`},
	{"readSubmission", "sample-ines", "/submissions/{submission}", ""},
	{"readReceipt", "sample-ines", "/submissions/{submission}/receipt", ""},
	{"previewRelease", "sample-ines", "/submissions/{submission}/preview", `{"team":"team000000","whole_result":true}`},
	{"release", "sample-ines", "/submissions/{submission}/releases", `{"team":"team000000","whole_result":true}`},
	{"listReleases", "sample-ines", "/releases", ""},
	{"readReviewer", "sample-rosa", "/outreach/me", ""},
	{"readPortfolio", "sample-rosa", "/outreach/portfolio", ""},
	{"readPackage", "sample-rosa", "/outreach/packages/{package}?view=blind", ""},
	{"writeJudgement", "sample-rosa", "/outreach/packages/{package}/judgements/LB-01", `{"rating":{"level":2,"grade":3},"note":"No date found."}`},
	{"listJudgements", "sample-rosa", "/outreach/packages/{package}/judgements", ""},
	{"readReviewed", "sample-rosa", "/outreach/packages/{package}/result", ""},
	{"listClarifications", "sample-ines", "/clarifications", ""},
	{"writeReply", "sample-ines", "/clarifications/sample-clarification", `{"reply":"Article 6 of the draft of May."}`},
	{"askClarification", "sample-rosa", "/outreach/packages/{package}/clarifications", `{"question":"LB-19","asked":"When will the draft be voted on?"}`},
	{"listAsked", "sample-rosa", "/outreach/packages/{package}/clarifications", ""},
	{"withdraw", "sample-ines", "/releases/{package}/withdraw", `{}`},
}

// idsOf fills the ids of examples in. What was asked of the sample state has an
// id of its own, but for ids that never were.
func idsOf(file, sealed, submission, pkg string) *strings.Replacer {
	clarification := "sample-clarification"
	if strings.HasPrefix(pkg, "zz") {
		clarification = pkg
	}
	return strings.NewReplacer("{file}", file, "{sealed}", sealed, "{submission}", submission, "{package}", pkg, "{clarification}", clarification)
}

// ids are those of the sample states.
func (w *world) ids() *strings.Replacer {
	released := w.call("sample-ines", "GET", "/api/v1/releases", "").want(w.t, 200).body["releases"].([]any)
	pkg := released[0].(map[string]any)["package"].(string)
	file := w.call("sample-ines", "GET", "/api/v1/assessments/"+w.file("sample-ines"), "").want(w.t, 200).body
	return idsOf(w.file("sample-ada"), file["id"].(string), file["submission"].(string), pkg)
}
