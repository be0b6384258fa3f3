// Package e2e drives the real Lambda programs as the cloud would: events of
// API Gateway through the Lambda runtime API, over a DynamoDB-compatible
// server, also while its calls fault and the programs are killed. It holds
// tests only.
package e2e
