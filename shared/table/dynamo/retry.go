package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

const (
	tries     = 5
	firstWait = 50 * time.Millisecond // at most, before the second try; doubles with each
)

// repetition says whether a call may be sent again while it is open whether it
// was carried out.
type repetition bool

const (
	repeatable    repetition = true
	notRepeatable repetition = false
)

// single says so of a write of one operation. One that depends on a version and
// changes it is refused the second time, and try knows what that means. Any
// other might take effect again after someone else has undone it.
func single(op table.Op) repetition {
	changes := op.Kind == table.Delete || op.Item.Version != op.If.Version
	return repetition(op.If.Kind == table.IsVersion && changes)
}

// verdict is what an attempt's error says about the call.
type verdict int

const (
	carriedOut verdict = iota
	refused            // nothing was done, nor would be next time
	busy               // nothing was done, but may be next time
	open               // it may have been carried out, or not
)

// try makes attempts until one is carried out or refused. The function given is
// told whether an attempt before it left the outcome open. From then on only
// success is believed: a condition may have failed because of the call itself.
func (t *Table) try(ctx context.Context, again repetition, attempt func(ctx context.Context, open bool) error) error {
	within, cancel := context.WithTimeout(ctx, t.options.Operation)
	defer cancel()
	var unsure error
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := t.attempt(within, unsure != nil, attempt)
		v := judge(err)
		if v == carriedOut {
			return nil
		}
		if v == open {
			unsure = err
		}
		if v == refused || v == open && again == notRepeatable || n == tries-1 || !t.wait(within, n) {
			return conclude(ctx, v, err, unsure)
		}
	}
}

// conclude makes the error of a call from its last attempt and from the last
// that left the outcome open, if any.
func conclude(ctx context.Context, v verdict, err, unsure error) error {
	switch {
	case v == refused && unsure == nil:
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %v", ctx.Err(), err)
	case v == open:
		return fmt.Errorf("%w: %w", table.ErrUnsure, err)
	case unsure != nil:
		return fmt.Errorf("%w: %w (tried again: %v)", table.ErrUnsure, unsure, err)
	}
	return fmt.Errorf("%w: %v", table.ErrBusy, err)
}

func (t *Table) attempt(ctx context.Context, open bool, attempt func(ctx context.Context, open bool) error) error {
	ctx, cancel := context.WithTimeout(ctx, t.options.Attempt)
	defer cancel()
	return attempt(ctx, open)
}

// wait sleeps with full jitter; false: the context ended first.
func (t *Table) wait(ctx context.Context, n int) bool {
	most := float64(firstWait << n)
	return t.options.Sleep(ctx, time.Duration(t.options.Jitter()*most)) == nil && ctx.Err() == nil
}

func judge(err error) verdict {
	if err == nil {
		return carriedOut
	}
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return judgeReasons(cancelled.CancellationReasons)
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode() {
		case "TransactionConflictException", "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded":
			return busy
		case "TransactionInProgressException": // the same call, sent before, is still under way
			return open
		}
	}
	var response *smithyhttp.ResponseError
	if api != nil && errors.As(err, &response) && response.HTTPStatusCode()/100 == 4 {
		return refused
	}
	return open // also where an answer broke off before it said why
}

// judgeReasons: a transaction was cancelled, and may be tried again only if
// nothing but others was in its way.
func judgeReasons(reasons []types.CancellationReason) verdict {
	v := refused
	for _, reason := range reasons {
		switch aws.ToString(reason.Code) {
		case "None":
		case "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded":
			v = busy
		default:
			return refused
		}
	}
	return v
}
