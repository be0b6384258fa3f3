// Command outreach-files is the Lambda function for what reviewers take out as
// a file. What writes files is slow to start, so it is apart from command
// outreach, with the same rights.
package main

import (
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/fonts"
)

func main() {
	formats, err := pdf.Formats(fonts.Files)
	if err != nil {
		log.Fatal(err)
	}
	f, err := app.Function(questionnaires.Files, app.OutreachFiles(app.Files{Reports: formats}), os.Getenv, os.Stdout)
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(f)
}
