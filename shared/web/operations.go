package web

import (
	"encoding/json"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/web/asset"
)

// Operations are a side and operations of it, by the names that the permissions
// and the contract use. A program links those that it names and no others.
type Operations func() (access.Side, map[string]handler)

// common are the operations that are open to everybody.
func common() (access.Side, map[string]handler) {
	return "", map[string]handler{
		"health":   func(*call) (*reply, error) { return ok(map[string]string{"status": "ok"}) },
		"contract": func(*call) (*reply, error) { return ok(json.RawMessage(asset.Unpack(contract))) },
	}
}

// National are the operations of a country's own officials, without those of
// NationalWorkbooks and NationalReports.
func National() (access.Side, map[string]handler) {
	return access.National, map[string]handler{
		"readSelf":              readSelf,
		"readCountry":           readCountry,
		"writeCountry":          writeCountry,
		"listSuggestions":       listSuggestions,
		"listMembers":           listMembers,
		"writeMember":           writeMember,
		"listEvents":            listEvents,
		"listFiles":             listFiles,
		"openFile":              openFile,
		"readFile":              withFile(readFile),
		"listResponses":         withFile(listResponses),
		"readResponse":          withFile(readResponse),
		"writeResponse":         writeResponse,
		"readHistory":           withFile(readHistory),
		"writeExplanation":      writeExplanation,
		"listProblems":          withFile(listProblems),
		"listTasks":             withFile(listTasks),
		"readResult":            withFile(readResult),
		"seal":                  seal,
		"reopen":                reopen,
		"readSubmission":        readSubmission,
		"readReceipt":           readReceipt,
		"previewRelease":        previewRelease,
		"release":               release,
		"listReleases":          listReleases,
		"withdraw":              withdraw,
		"listAssignments":       withFile(listAssignments),
		"writeAssignment":       writeAssignment,
		"listSignOffs":          withFile(listSignOffs),
		"writeSignOff":          writeSignOff,
		"listComments":          withFile(listComments),
		"addComment":            addComment,
		"readComment":           withFile(readComment),
		"resolveComment":        resolveComment,
		"listInstruments":       listInstruments,
		"addInstrument":         addInstrument,
		"readInstrument":        readInstrument,
		"writeInstrument":       writeInstrument,
		"listPairs":             withFile(listPairs),
		"openPair":              openPair,
		"readPair":              withFile(readPair),
		"readPairReply":         withFile(readPairReply),
		"writePairReply":        writePairReply,
		"writePosition":         writePosition,
		"readPlan":              withFile(readPlan),
		"addPlanItem":           addPlanItem,
		"readPlanItem":          withFile(readPlanItem),
		"writePlanItem":         writePlanItem,
		"listClarifications":    listClarifications,
		"writeReply":            writeReply,
		"listFindings":          listFindings,
		"listEngagements":       listEngagements,
		"proposeEngagement":     proposeEngagement,
		"writeEngagement":       writeEngagement,
		"readConcordance":       withFile(readConcordance),
		"readNationalList":      withFile(readNationalList),
		"readAnnexRow":          withFile(readAnnexRow),
		"writeOverride":         writeOverride,
		"readExplanation":       withFile(readExplanation),
		"readSealedExplanation": readSealedExplanation,
		"readWhatIf":            withFile(readWhatIf),
		"listTrend":             listTrend,
		"compareSubmissions":    compareSubmissions,
	}
}

// NationalWorkbooks are what a country's own officials take out as a workbook and
// bring in, which a national list may come as too. They need Workbooks.
func NationalWorkbooks() (access.Side, map[string]handler) {
	return access.National, map[string]handler{
		"readWorkbook":        withFile(readWorkbook),
		"previewImport":       withFile(previewImport),
		"applyImport":         withFile(applyImport),
		"writeNationalList":   writeNationalList,
		"previewNationalList": previewNationalList,
	}
}

// NationalReports are the reports that a country's own officials take out. They
// need Reports.
func NationalReports() (access.Side, map[string]handler) {
	return access.National, map[string]handler{
		"readFileReport":       withFile(readFileReport),
		"readSubmissionReport": readSubmissionReport,
	}
}

// Outreach are the operations of reviewers, without those of OutreachReports.
func Outreach() (access.Side, map[string]handler) {
	return access.Outreach, map[string]handler{
		"readReviewer":      readSelf,
		"readPortfolio":     readPortfolio,
		"readPackage":       readPackage,
		"listJudgements":    listJudgements,
		"writeJudgement":    writeJudgement,
		"readReviewed":      readReviewed,
		"askClarification":  askClarification,
		"listAsked":         listAsked,
		"tellFinding":       tellFinding,
		"listTold":          listTold,
		"listGaps":          listGaps,
		"compareReleased":   compareReleased,
		"listArranged":      listArranged,
		"inviteEngagement":  inviteEngagement,
		"arrangeEngagement": arrangeEngagement,
		"readCalendar":      readCalendar,
		"listOffers":        listOffers,
		"writeOffer":        writeOffer,
		"readAssistance":    readAssistance,
	}
}

// OutreachReports are the reports that reviewers take out. They need Reports.
func OutreachReports() (access.Side, map[string]handler) {
	return access.Outreach, map[string]handler{"readPackageReport": readPackageReport}
}
