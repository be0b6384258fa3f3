package site

import (
	"fmt"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// aboutRoutes are the pages of the method, privacy and accessibility, which are
// open to everybody.
func aboutRoutes() []route {
	return []route{
		{pattern: "GET /method", handler: methodPage},
		{pattern: "GET /privacy", handler: privacyPage},
		{pattern: "GET /accessibility", handler: accessibilityPage},
	}
}

// chapter is a part of a page that explains.
type chapter struct {
	id, title string
	blocks    []block
}

// block is one of these.
type block struct {
	heading string
	text    string
	list    []string
	table   *chart.Table
}

func text(s string) block { return block{text: s} }

// chapter makes a chapter, named by its title's key.
func (v *visit) chapter(id string, title language.Key, blocks ...block) chapter {
	return chapter{id, v.t(title), blocks}
}

// about makes a page that explains.
func about(v *visit, title, intro language.Key, chapters ...chapter) *page {
	return &page{title: v.t(title), body: aboutBody(v, v.t(title), v.t(intro), chapters)}
}

// zones are the zones of secrecy in the order in which a file goes through them.
var zones = []string{"private", "sealed", "released", "review", "shared", "events", "people"}

func privacyPage(v *visit) (*page, error) {
	table := &chart.Table{Caption: v.t(language.PrivacyWhere), Head: []string{v.t(language.PrivacyZone), v.t(language.PrivacyHolds), v.t(language.PrivacyReaders)}}
	for _, z := range zones {
		table.Rows = append(table.Rows, []string{v.word("privacy", "zone_"+z), v.word("privacy", "zone_"+z+"_holds"), v.word("privacy", "zone_"+z+"_readers")})
	}
	return about(v, language.NavPrivacy, language.PrivacyIntro,
		v.chapter("kept", language.PrivacyKept, text(v.t(language.PrivacyKeptPeople)), text(v.t(language.PrivacyKeptWork)), text(v.t(language.PrivacyKeptProof))),
		v.chapter("where", language.PrivacyWhere, text(v.t(language.PrivacyWhereText)), block{table: table}),
		v.chapter("leaves", language.PrivacyLeaves, text(v.t(language.PrivacyLeavesRelease)), text(v.t(language.PrivacyLeavesWithdraw)), text(v.t(language.PrivacyLeavesNobody))),
		v.chapter("cookies", language.PrivacyCookies, text(v.t(language.PrivacyCookiesText, "hours", v.n(int(sessionLasts/time.Hour)), "minutes", v.n(int(signInLasts/time.Minute))))),
		v.chapter("rights", language.PrivacyRights, text(v.t(language.PrivacyRightsText))),
	), nil
}

func accessibilityPage(v *visit) (*page, error) {
	return about(v, language.NavAccessibility, language.AccessibilityIntro,
		v.chapter("aim", language.AccessibilityAim, text(v.t(language.AccessibilityAimText))),
		v.chapter("tested", language.AccessibilityTested, block{list: []string{v.t(language.AccessibilityTestedColour), v.t(language.AccessibilityTestedWidth), v.t(language.AccessibilityTestedScript), v.t(language.AccessibilityTestedChart)}}),
		v.chapter("limits", language.AccessibilityLimits, block{list: []string{v.t(language.AccessibilityLimitsLanguage), v.t(language.AccessibilityLimitsTables), v.t(language.AccessibilityLimitsPeople)}}),
		v.chapter("tell", language.AccessibilityTell, text(v.t(language.AccessibilityTellText))),
	), nil
}

// explained is a word of the domain with the sentence that explains it.
func (v *visit) explained(group string, value any) string {
	if help := v.help(group, value); help != "" {
		return v.pair(v.word(group, value), help)
	}
	return v.word(group, value)
}

// numbers lists numbers.
func (v *visit) numbers(all []int) string {
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = v.n(n)
	}
	return v.lang.List(texts)
}

// hundredths writes hundredths as a factor, such as 0.85.
func (v *visit) hundredths(n int64) string {
	return v.lang.Decimal(fmt.Sprintf("%d.%02d", n/100, n%100))
}
