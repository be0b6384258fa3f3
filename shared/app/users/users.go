// Package users makes users at the identity provider, for the operator. It is
// apart from package app so that no function links the provider's client.
package users

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Directory is a Cognito pool, in which people go by their e-mail address.
type Directory struct {
	client *cognitoidentityprovider.Client
	pool   string
}

// Pool opens the pool that USER_POOL names; nil where none is named.
// USER_POOL_ENDPOINT names another server than the region's, for a test.
func Pool(getenv func(string) string) *Directory {
	pool := getenv("USER_POOL")
	if pool == "" {
		return nil
	}
	options := cognitoidentityprovider.Options{
		Region: getenv("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: getenv("AWS_SESSION_TOKEN")}, nil
		}),
	}
	if endpoint := getenv("USER_POOL_ENDPOINT"); endpoint != "" {
		options.BaseEndpoint = &endpoint
	}
	return &Directory{cognitoidentityprovider.New(options), pool}
}

// Make makes a user, to whom Cognito sends the invitation, and returns their
// sub. A user that is there already is taken as they are, without another
// invitation: so a run that broke off after it made the user can be made again.
func (d *Directory) Make(ctx context.Context, email string) (string, error) {
	out, err := d.client.AdminCreateUser(ctx, &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &d.pool, Username: &email, DesiredDeliveryMediums: byEmail,
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: &email}, {Name: aws.String("email_verified"), Value: aws.String("true")}},
	})
	var exists *types.UsernameExistsException
	if errors.As(err, &exists) {
		return d.Find(ctx, email)
	}
	if err != nil {
		return "", fmt.Errorf("making the user %s in the pool: %w", email, err)
	}
	return subOf(email, out.User.Attributes)
}

// Find returns the sub of a user.
func (d *Directory) Find(ctx context.Context, email string) (string, error) {
	out, err := d.client.AdminGetUser(ctx, &cognitoidentityprovider.AdminGetUserInput{UserPoolId: &d.pool, Username: &email})
	var none *types.UserNotFoundException
	if errors.As(err, &none) {
		return "", fmt.Errorf("looking for %s in the pool: there is no such user; check the address, or bring the person in first", email)
	}
	if err != nil {
		return "", fmt.Errorf("looking for %s in the pool: %w", email, err)
	}
	return subOf(email, out.UserAttributes)
}

// Resend sends the invitation again, with a new first password. Cognito refuses
// it for a user who has signed in.
func (d *Directory) Resend(ctx context.Context, email string) error {
	_, err := d.client.AdminCreateUser(ctx, &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &d.pool, Username: &email, DesiredDeliveryMediums: byEmail, MessageAction: types.MessageActionTypeResend,
	})
	var signedIn *types.UnsupportedUserStateException
	if errors.As(err, &signedIn) {
		return fmt.Errorf("inviting %s again: they have signed in before; a forgotten password is reset on the sign-in page", email)
	}
	if err != nil {
		return fmt.Errorf("inviting %s again: %w", email, err)
	}
	return nil
}

var byEmail = []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}

func subOf(email string, attributes []types.AttributeType) (string, error) {
	for _, a := range attributes {
		if aws.ToString(a.Name) == "sub" {
			return aws.ToString(a.Value), nil
		}
	}
	return "", fmt.Errorf("reading the user %s of the pool: the answer names no subject; look at the user in the console", email)
}
