package dynamo

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// attributes are an item, or a part of one, as DynamoDB has it.
type attributes = map[string]types.AttributeValue

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func encodeKey(key table.Key) attributes {
	return attributes{"pk": str(key.PK), "sk": str(key.SK)}
}

// encode writes an empty version and body too: a condition can then ask for the
// empty version as for any other.
func encode(item table.Item) attributes {
	body := item.Body
	if body == nil {
		body = []byte{}
	}
	a := encodeKey(item.Key)
	a["v"] = str(item.Version)
	a["b"] = &types.AttributeValueMemberB{Value: body}
	if item.Expires != 0 {
		a["x"] = &types.AttributeValueMemberN{Value: strconv.FormatInt(item.Expires, 10)}
	}
	return a
}

func decode(a attributes) (table.Item, error) {
	pk, errPK := text(a, "pk")
	sk, errSK := text(a, "sk")
	version, errVersion := text(a, "v")
	for _, err := range []error{errPK, errSK, errVersion} {
		if err != nil {
			return table.Item{}, err
		}
	}
	item := table.Item{Key: table.Key{PK: pk, SK: sk}, Version: version}
	body, ok := a["b"].(*types.AttributeValueMemberB)
	if !ok {
		return table.Item{}, foreign("b")
	}
	item.Body = body.Value
	if a["x"] == nil {
		return item, nil
	}
	x, ok := a["x"].(*types.AttributeValueMemberN)
	if !ok {
		return table.Item{}, foreign("x")
	}
	expires, err := strconv.ParseInt(x.Value, 10, 64)
	if err != nil {
		return table.Item{}, foreign("x")
	}
	item.Expires = expires
	return item, nil
}

// decodeStanding is decode for what stood in a write's way; nothing is nil.
func decodeStanding(a attributes) (*table.Item, error) {
	if len(a) == 0 {
		return nil, nil
	}
	item, err := decode(a)
	return &item, err
}

func text(a attributes, name string) (string, error) {
	s, ok := a[name].(*types.AttributeValueMemberS)
	if !ok {
		return "", foreign(name)
	}
	return s.Value, nil
}

func foreign(name string) error {
	return fmt.Errorf("an item's attribute %q is missing or of another type: not written by this program", name)
}

// encodeCondition returns an expression and its values; nil for no condition.
func encodeCondition(c table.Condition) (*string, attributes) {
	switch c.Kind {
	case table.IsAbsent:
		return aws.String("attribute_not_exists(pk)"), nil
	case table.IsPresent:
		return aws.String("attribute_exists(pk)"), nil
	case table.IsVersion:
		return aws.String("v = :v"), attributes{":v": str(c.Version)}
	}
	return nil, nil
}

func encodeOp(name string, op table.Op) types.TransactWriteItem {
	const allOld = types.ReturnValuesOnConditionCheckFailureAllOld
	expression, values := encodeCondition(op.If)
	switch op.Kind {
	case table.Put:
		return types.TransactWriteItem{Put: &types.Put{TableName: &name, Item: encode(op.Item), ConditionExpression: expression,
			ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: allOld}}
	case table.Delete:
		return types.TransactWriteItem{Delete: &types.Delete{TableName: &name, Key: encodeKey(op.Item.Key), ConditionExpression: expression,
			ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: allOld}}
	}
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: &name, Key: encodeKey(op.Item.Key), ConditionExpression: expression,
		ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: allOld}}
}

// encodeQuery returns all of the call but the table's name, or false if the
// query's cursor leaves nothing to ask for.
//
// DynamoDB refuses a cursor outside of what is asked for; the contract does not.
// One that lies before it all is left out, one beyond it all asks for nothing.
func encodeQuery(q table.Query) (*dynamodb.QueryInput, bool) {
	in := &dynamodb.QueryInput{
		ConsistentRead:         aws.Bool(q.Reading == table.Strong),
		ScanIndexForward:       aws.Bool(!q.Backward),
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}
	if q.Limit != 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, 1<<20)))
	}
	expression, values := "pk = :pk", attributes{":pk": str(q.PK)}
	switch {
	case q.Prefix != "":
		expression += " AND begins_with(sk, :a)"
		values[":a"] = str(q.Prefix)
	case q.From != "" && q.To != "":
		expression += " AND sk BETWEEN :a AND :b"
		values[":a"], values[":b"] = str(q.From), str(q.To)
	case q.From != "":
		expression += " AND sk >= :a"
		values[":a"] = str(q.From)
	case q.To != "":
		expression += " AND sk <= :a"
		values[":a"] = str(q.To)
	}
	in.KeyConditionExpression, in.ExpressionAttributeValues = &expression, values
	if q.After == "" {
		return in, true
	}
	whole := q
	whole.After = ""
	if whole.Wants(q.After) {
		in.ExclusiveStartKey = encodeKey(table.Key{PK: q.PK, SK: q.After})
		return in, true
	}
	below := q.After < max(q.Prefix, q.From)
	return in, below != q.Backward
}

// readUnits takes the server's word for what a read cost, and the rule without.
func readUnits(consumed *types.ConsumedCapacity, size int, reading table.Reading) table.Units {
	if consumed == nil || consumed.CapacityUnits == nil {
		return table.ReadCost(size, reading)
	}
	return table.Units{Read: *consumed.CapacityUnits}
}

// writeUnits is readUnits for a write. What stood there before is not known.
func writeUnits(ops []table.Op, consumed *types.ConsumedCapacity) table.Units {
	if consumed == nil || consumed.CapacityUnits == nil {
		return table.WriteCost(ops, make([]int, len(ops)))
	}
	read := aws.ToFloat64(consumed.ReadCapacityUnits)
	return table.Units{Read: read, Write: *consumed.CapacityUnits - read}
}

// sizesBefore knows of what stood in a write's way only.
func sizesBefore(ops []table.Op, refused *table.ConditionError) []int {
	before := make([]int, len(ops))
	for _, f := range refused.Failed {
		if f.Current != nil && f.Op < len(before) {
			before[f.Op] = f.Current.Size()
		}
	}
	return before
}
