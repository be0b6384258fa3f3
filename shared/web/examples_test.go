package web_test

import "strings"

// examples are calls that are carried out when made in this order in the
// sample states. Ids stand for: {file} XA's draft, {sealed} the file that XB
// sealed, {submission} and {package} what XB made of it, {signing} what a
// section of XA is signed under, {workbook} its answers as a workbook.
var examples = []struct {
	operation, sub, path, body string
}{
	{"health", "", "/health", ""},
	{"contract", "", "/openapi.json", ""},
	{"readSelf", "sample-kofi", "/me", ""},
	{"readCountry", "sample-ada", "/country", ""},
	{"writeCountry", "sample-ada", "/country", `{"name":"Xanadu (invented)","iso":"XA","status":"non_partner","time_zone":"Africa/Accra","language":"en"}`},
	{"listSuggestions", "sample-ada", "/country/suggestions", ""},
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
	{"previewImport", "sample-kofi", "/assessments/{file}/imports", "{workbook}"},
	{"applyImport", "sample-ada", "/assessments/{file}/imports/apply?chosen=EN-16@1", "{workbook}"},
	{"listTasks", "sample-kofi", "/assessments/{file}/tasks", ""},
	{"listProblems", "sample-ada", "/assessments/{file}/problems", ""},
	{"readResult", "sample-ada", "/assessments/{file}/result", ""},
	{"listAssignments", "sample-ada", "/assessments/{file}/assignments", ""},
	{"writeAssignment", "sample-ada", "/assessments/{file}/assignments/customs", `{"sections":["EN-A"],"questions":["EN-02"],"due":"2026-12-18"}`},
	{"readWorkbook", "sample-kofi", "/assessments/{file}/workbook?language=fr&body=customs", ""},
	{"listSignOffs", "sample-yaw", "/assessments/{file}/signoffs", ""},
	{"writeSignOff", "sample-yaw", "/assessments/{file}/signoffs/EN-A", `{"hash":"{signing}"}`},
	{"addComment", "sample-ada", "/assessments/{file}/comments", `{"question":"EN-16","thread":"sample-comment","text":"It does."}`},
	{"listComments", "sample-yaw", "/assessments/{file}/comments?question=EN-16", ""},
	{"readComment", "sample-yaw", "/assessments/{file}/comments/sample-comment", ""},
	{"resolveComment", "sample-kofi", "/assessments/{file}/comments/sample-comment", `{"resolved":true}`},
	{"listInstruments", "sample-ada", "/instruments", ""},
	{"addInstrument", "sample-ada", "/instruments", `{"title":"Customs Act","kind":"law","number":"7 of 2019","articles":["7"],"issuing_body":"Parliament","language":"en","in_force_from":"2019-01-01"}`},
	{"readInstrument", "sample-ada", "/instruments/sample-law", ""},
	{"writeInstrument", "sample-lena", "/instruments/sample-law", `{"title":"Strategic Goods Order 2024","kind":"order","number":"12 of 2024","issuing_body":"Ministry of Trade","language":"en","in_force_from":"2024-07-01","link":"https://laws.example/12"}`},
	{"readPlan", "sample-ada", "/assessments/{file}/plan", ""},
	{"addPlanItem", "sample-ada", "/assessments/{file}/plan", `{"kind":"FIND_OUT","question":"EN-33","owner":"customs","due":"2027-01-31","share":false}`},
	{"readWhatIf", "sample-kofi", "/assessments/{file}/what-if?do=FIND_OUT:EN-33", ""},
	{"readPlanItem", "sample-ada", "/assessments/{file}/plan/sample-step", ""},
	{"writePlanItem", "sample-ada", "/assessments/{file}/plan/sample-step", `{"owner":"customs","due":"2027-01-31","share":true,"progress":"under_way"}`},
	{"openPair", "sample-ada", "/assessments/{file}/pairs", `{"question":"EN-20","bodies":["customs","licensing"]}`},
	{"listPairs", "sample-kofi", "/assessments/{file}/pairs", ""},
	{"readPair", "sample-ada", "/assessments/{file}/pairs/EN-33", ""},
	{"readPairReply", "sample-kofi", "/assessments/{file}/pairs/EN-33/replies/customs", ""},
	{"writePairReply", "sample-kofi", "/assessments/{file}/pairs/EN-33/replies/customs", `{"response":{"state":"value","level":1}}`},
	{"writePosition", "sample-ada", "/assessments/{file}/pairs/EN-33/position", `{"response":{"state":"value","level":1},"replaces":1,"agreed_by":["licensing"],"dissent":{"customs":"Two of the three offices have no such record."}}`},
	{"readConcordance", "sample-yaw", "/assessments/{file}/annex", ""},
	{"readNationalList", "sample-yaw", "/assessments/{file}/annex/list", ""},
	{"previewNationalList", "sample-ada", "/assessments/{file}/annex/list/preview", `{"name":"Order of 2026","csv":"code,mtcr\n9A101,9.A.1\n9A101,\n","scheme":"eu","keep_repeats":true}`},
	{"readAnnexRow", "sample-kofi", "/assessments/{file}/annex/rows/9.A.1", ""},
	{"writeOverride", "sample-ada", "/assessments/{file}/annex/rows/9.A.1", `{"state":"not found","reason":"The line was repealed last year."}`},
	{"writeNationalList", "sample-ada", "/assessments/{file}/annex/list", `{"name":"Order of 2026","csv":"code,mtcr\n9A101,9.A.1\n"}`},
	{"seal", "sample-ada", "/assessments/{file}/seal", `{}`},
	{"reopen", "sample-ines", "/assessments/{sealed}/reopen", `{"reason":"A new regulation came into force."}`},
	{"readSubmission", "sample-ines", "/submissions/{submission}", ""},
	{"readReceipt", "sample-ines", "/submissions/{submission}/receipt", ""},
	{"previewRelease", "sample-ines", "/submissions/{submission}/preview", `{"team":"team000000","whole_result":true}`},
	{"release", "sample-ines", "/submissions/{submission}/releases", `{"team":"team000000","whole_result":true}`},
	{"listReleases", "sample-ines", "/releases", ""},
	{"readReviewer", "sample-rosa", "/outreach/me", ""},
	{"readPortfolio", "sample-rosa", "/outreach/portfolio", ""},
	{"readPackage", "sample-rosa", "/outreach/packages/{package}?view=whole", ""},
	{"writeJudgement", "sample-rosa", "/outreach/packages/{package}/judgements/LB-01", `{"rating":{"level":2,"grade":3},"note":"No date in force found."}`},
	{"listJudgements", "sample-rosa", "/outreach/packages/{package}/judgements", ""},
	{"readReviewed", "sample-rosa", "/outreach/packages/{package}/result", ""},
	{"readFileReport", "sample-kofi", "/assessments/{file}/report?format=html&language=ar", ""},
	{"readSubmissionReport", "sample-ines", "/submissions/{submission}/report?format=package", ""},
	{"readPackageReport", "sample-rosa", "/outreach/packages/{package}/report?format=csv&part=legal-basis", ""},
	{"listClarifications", "sample-ines", "/clarifications", ""},
	{"writeReply", "sample-ines", "/clarifications/{clarification}", `{"reply":"Article 6 of the draft of May."}`},
	{"askClarification", "sample-rosa", "/outreach/packages/{package}/clarifications", `{"question":"LB-19","asked":"When will the draft be voted on?"}`},
	{"listAsked", "sample-rosa", "/outreach/packages/{package}/clarifications", ""},
	{"listFindings", "sample-ines", "/findings", ""},
	{"tellFinding", "sample-rosa", "/outreach/packages/{package}/findings", `{"kind":"strength","question":"LB-01","text":"The order lists both categories of the Annex; is that all?"}`},
	{"listTold", "sample-rosa", "/outreach/packages/{package}/findings", ""},
	{"listGaps", "sample-rosa", "/outreach/packages/{package}/gaps", ""},
	{"compareReleased", "sample-rosa", "/outreach/packages/{package}/comparison", ""},
	{"listEngagements", "sample-ines", "/engagements", ""},
	{"proposeEngagement", "sample-ines", "/engagements", `{"team":"team000000","kind":"bilateral_exchange","state":"proposed","from":"2027-02-08","to":"2027-02-09"}`},
	{"writeEngagement", "sample-ines", "/engagements/{engagement}", `{"kind":"visit","state":"agreed","from":"2027-03-01","to":"2027-03-03","place":"The capital","topics":["LB-19"],"follow_up":[{"what":"Send the draft.","who":"Ministry of Trade","due":"2027-04-01","done":false}]}`},
	{"listArranged", "sample-rosa", "/outreach/packages/{package}/engagements", ""},
	{"inviteEngagement", "sample-rosa", "/outreach/packages/{package}/engagements", `{"kind":"technical_outreach","state":"proposed","from":"2027-05-10","to":"2027-05-12","agenda":"The Annex, by item?"}`},
	{"arrangeEngagement", "sample-rosa", "/outreach/packages/{package}/engagements/{engagement}", `{"kind":"visit","state":"held","from":"2027-03-01","to":"2027-03-03"}`},
	{"readCalendar", "sample-rosa", "/outreach/engagements", ""},
	{"listOffers", "sample-rosa", "/outreach/offers", ""},
	{"writeOffer", "sample-rosa", "/outreach/offers/EN-A", `{"text":"Training of customs officers, two weeks a year.","until":"2028-12-31","open":true}`},
	{"readAssistance", "sample-rosa", "/outreach/assistance", ""},
	{"readExplanation", "sample-kofi", "/assessments/{file}/result/C3", ""},
	{"readSealedExplanation", "sample-ines", "/submissions/{submission}/result/C3", ""},
	{"listTrend", "sample-ines", "/trend?track=adherent", ""},
	{"compareSubmissions", "sample-ines", "/compare?from={submission}&to={submission}", ""},
	{"withdraw", "sample-ines", "/releases/{package}/withdraw", `{}`},
}

// idsOf fills the ids of examples in. What was asked of the sample state has an
// id of its own, but for ids that never were.
func idsOf(file, sealed, submission, pkg string, more ...string) *strings.Replacer {
	clarification := "sample-clarification"
	if strings.HasPrefix(pkg, "zz") {
		clarification = pkg
	}
	engagement := strings.Replace(clarification, "clarification", "engagement", 1)
	return strings.NewReplacer(append(more, "{engagement}", engagement, "{file}", file, "{sealed}", sealed, "{submission}", submission, "{package}", pkg, "{clarification}", clarification)...)
}

// signing is the hash under which a section of XA is signed as it stands.
func (w *world) signing(section string) string {
	sections := w.call("sample-ada", "GET", "/api/v1/assessments/"+w.file("sample-ada")+"/signoffs", "").want(w.t, 200).body["sections"].([]any)
	for _, s := range sections {
		if state := s.(map[string]any); state["section"] == section {
			return state["now"].(string)
		}
	}
	w.t.Fatalf("no section %s", section)
	return ""
}

// ids are those of the sample states.
func (w *world) ids() *strings.Replacer {
	released := w.call("sample-ines", "GET", "/api/v1/releases", "").want(w.t, 200).body["releases"].([]any)
	pkg := released[len(released)-1].(map[string]any)["package"].(string)
	file := w.call("sample-ines", "GET", "/api/v1/assessments/"+w.file("sample-ines"), "").want(w.t, 200).body
	return idsOf(w.file("sample-ada"), file["id"].(string), file["submission"].(string), pkg, "{signing}", w.signing("EN-A"), "{workbook}", w.workbook())
}

// workbook is XA's answers as a workbook, in the state in which it left.
func (w *world) workbook() string {
	return w.call("sample-ada", "GET", "/api/v1/assessments/"+w.file("sample-ada")+"/workbook", "").want(w.t, 200).text
}
