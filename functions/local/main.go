// Command local is the whole product in one process on this computer, with
// invented states in it; see package shared/local. It is never deployed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/local"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/fonts"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

func main() {
	formats, err := pdf.Formats(fonts.Files)
	if err != nil {
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
	o := local.Options{Content: questionnaires.Files, Workbooks: workbook.New, Reports: formats, Out: os.Stdout}
	flag.StringVar(&o.Address, "address", "127.0.0.1:8080", "`address` to listen on; loopback only, unless -public")
	flag.BoolVar(&o.Public, "public", false, "answer other computers too; people sign in at an identity provider")
	flag.StringVar(&o.SignIn.Base, "base-url", "", "`address` by which people come, with -public: https://host")
	flag.StringVar(&o.SignIn.Issuer, "issuer", "", "`address` of the OpenID Connect provider, with -public")
	flag.StringVar(&o.SignIn.Client, "client", "", "`id` of this product at the provider, with -public")
	flag.StringVar(&o.Data, "data", ".data", "`folder` of the data")
	flag.BoolVar(&o.Reset, "reset", false, "begin anew with the sample states")
	dynamoDB := flag.Bool("dynamodb", false, "work on the DynamoDB tables that the environment names instead of a file")
	flag.BoolVar(&o.Sample, "sample", false, "write the sample states into those tables; only into tables for trying the product out")
	flag.Parse()
	if *dynamoDB {
		o.DynamoDB = os.Getenv
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := local.Run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
}
