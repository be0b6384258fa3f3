// Package app is what it takes to start the product in the cloud:
// configuration, logging, the tables, and the way from a Lambda event to an
// http.Handler and back.
//
// It is the only package beside table/dynamo that knows AWS. The clock,
// randomness and the environment are read here and in the programs, and
// nowhere else.
package app
