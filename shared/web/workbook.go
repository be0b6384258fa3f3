package web

import (
	"bytes"
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// WorkbookType is the media type of a workbook.
const WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// MaxWorkbook is the largest workbook that is taken, in bytes, and MaxCarried
// the largest as text in base64: a function in the cloud takes 6 MB at most.
const (
	MaxWorkbook = 4 << 20
	MaxCarried  = (MaxWorkbook + 2) / 3 * 4
)

// limitOf is the largest body of an operation, in bytes.
func limitOf(operation string) int64 {
	switch operation {
	case "previewImport", "applyImport":
		return MaxWorkbook
	case "writeNationalList", "previewNationalList":
		return MaxCarried + maxBody
	}
	return maxBody
}

func readWorkbook(c *call, f *assessment.File) (*reply, error) {
	return sent(Workbook(c.Context(), c.api.Desk, c.api.Workbooks, c.act, f, c.URL.Query()))
}

// Workbook writes the answers of a file as a workbook, for the body (none: the
// whole file) and in the language that a query names.
func Workbook(ctx context.Context, desk *assessment.Desk, books assessment.Workbooks, act assessment.Act, f *assessment.File, query url.Values) (*Download, error) {
	book, err := desk.Book(ctx, act, f, query.Get("body"))
	if err != nil {
		return nil, err
	}
	var data bytes.Buffer
	if err := books.Write(&data, book, query.Get("language")); err != nil {
		return nil, err
	}
	return &Download{workbookName(book), WorkbookType, data.Bytes()}, nil
}

// workbookName is how a book is named as a file. It says nothing of the
// country, for names of files are seen by many.
func workbookName(b *assessment.Book) string {
	name := "answers-" + b.File.ID
	if b.Body != "" {
		name += "-" + b.Body
	}
	return name + b.Made.Format("-20060102") + ".xlsx"
}

func previewImport(c *call, f *assessment.File) (*reply, error) {
	book, err := c.api.Workbooks.Read(c.body)
	if err != nil {
		return nil, err
	}
	changes, err := c.api.Desk.PreviewImport(c.Context(), c.act, f, book)
	return listed("changes", changes, err)
}

func applyImport(c *call, f *assessment.File) (*reply, error) {
	chosen, err := Chosen(c.URL.Query()["chosen"])
	if err != nil {
		return nil, err
	}
	book, err := c.api.Workbooks.Read(c.body)
	if err != nil {
		return nil, err
	}
	outcomes, err := c.api.Desk.ApplyImport(c.Context(), c.act, f, book, chosen)
	return listed("outcomes", outcomes, err)
}

// Chosen reads which changes were ticked: questions with the versions that the
// preview showed, such as LB-01@3.
func Chosen(texts []string) ([]assessment.Chosen, error) {
	var all []assessment.Chosen
	for _, text := range texts {
		for part := range strings.SplitSeq(text, ",") {
			question, number, _ := strings.Cut(part, "@")
			version, err := strconv.Atoi(number)
			if err != nil || version < 0 || !plain(question) || question == "" {
				return nil, questionnaire.Faults{{Path: "chosen", Problem: "not a list of questions with their versions", Advice: "write it as LB-01@3,LB-02@0, with the versions that the preview gave"}}
			}
			all = append(all, assessment.Chosen{Question: question, Version: version})
		}
	}
	if len(all) == 0 {
		return nil, questionnaire.Faults{{Path: "chosen", Problem: "nothing is chosen", Advice: "choose at least one answer of the preview"}}
	}
	return all, nil
}
