// Command outreach is the Lambda function for reviewers of outreach teams.
package main

import (
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/app"
)

func main() {
	f, err := app.Function(questionnaires.Files, app.Outreach(), os.Getenv, os.Stdout)
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(f)
}
