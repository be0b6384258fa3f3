// Package users makes users at the identity provider, for the operator. It is
// apart from package app so that no function links the provider's client.
package users

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Pool makes users in the Cognito pool that USER_POOL names; nil where none
// is named. Cognito sends the invitation.
func Pool(getenv func(string) string) func(ctx context.Context, email string) (string, error) {
	pool := getenv("USER_POOL")
	if pool == "" {
		return nil
	}
	client := cognitoidentityprovider.New(cognitoidentityprovider.Options{
		Region: getenv("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: getenv("AWS_SESSION_TOKEN")}, nil
		}),
	})
	return func(ctx context.Context, email string) (string, error) {
		out, err := client.AdminCreateUser(ctx, &cognitoidentityprovider.AdminCreateUserInput{
			UserPoolId: &pool, Username: &email, DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail},
			UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: &email}, {Name: aws.String("email_verified"), Value: aws.String("true")}},
		})
		if err != nil {
			return "", fmt.Errorf("making the user %s in the pool: %w", email, err)
		}
		for _, a := range out.User.Attributes {
			if aws.ToString(a.Name) == "sub" {
				return aws.ToString(a.Value), nil
			}
		}
		return "", fmt.Errorf("making the user %s in the pool: the answer names no subject", email)
	}
}
