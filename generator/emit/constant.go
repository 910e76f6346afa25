package emit

import (
	"encoding/json"
	"go/constant"
	"math"
	"strconv"

	"github.com/rpcgen/rpcgen/generator/model"
)

// ConstantJSON returns a constant as the codec writes it where its type is of a kind. It
// reports false where that is up to methods of the type.
func ConstantJSON(v constant.Value, k model.Kind) (json.RawMessage, bool) {
	switch {
	case v.Kind() == constant.String && k == model.String:
		text, err := json.Marshal(constant.StringVal(v))
		return text, err == nil
	case v.Kind() == constant.Bool && k == model.Bool:
		return json.RawMessage(v.String()), true
	case k == model.Float32 || k == model.Float64:
		f, _ := constant.Float64Val(v)
		return json.RawMessage(strconv.FormatFloat(f, 'g', -1, 64)), !math.IsInf(f, 0)
	case v.Kind() == constant.Int || v.Kind() == constant.Float:
		if i := constant.ToInt(v); i.Kind() == constant.Int && k != model.Text && k != model.Custom {
			return json.RawMessage(i.ExactString()), true
		}
	}
	return nil, false
}
