// Command outreach-reports is the Lambda function for the reports that reviewers take out.
package main

import (
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf"
)

func main() {
	f, err := app.ReportsFunction(questionnaires.Files, app.OutreachReports, pdf.Formats, os.Getenv, os.Stdout)
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(f)
}
