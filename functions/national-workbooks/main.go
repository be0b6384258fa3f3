// Command national-workbooks is the Lambda function for what a country's own
// officials take out as a workbook and bring in. What reads and writes workbooks
// is large, so it is apart from command national, with the same rights.
package main

import (
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

func main() {
	f, err := app.Function(questionnaires.Files, app.NationalWorkbooks(workbook.New), os.Getenv, os.Stdout)
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(f)
}
