package session

import (
	"encoding/json"
	"math"
	"testing"
)

// TestNumbers compares what is done without reflection with encoding/json.
func TestNumbers(t *testing.T) {
	for _, v := range []any{0, 1, -1, math.MaxInt, math.MinInt, int64(math.MaxInt64), int64(math.MinInt64), true, false} {
		got, err := encode("k", v)
		want, wantErr := json.Marshal(v)
		if string(got) != string(want) || err != nil || wantErr != nil {
			t.Errorf("%T %v: %s, %v; want %s", v, v, got, err, want)
		}
	}
	for _, text := range []string{
		"0", "7", "-7", "-0", "10", "007", "+7", " 7", "7 ", "7.0", "7e1", "1.5", "null", "true", `"7"`, "", "-", "--1", "1_0", "0x1",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "99999999999999999999",
	} {
		compareDecoded[int](t, text)
		compareDecoded[int64](t, text)
		compareDecoded[int32](t, text)
		compareDecoded[bool](t, text)
	}
}

func compareDecoded[T comparable](t *testing.T, text string) {
	t.Helper()
	var got, want T
	_, err := decode("k", []byte(text), &got)
	if wantErr := json.Unmarshal([]byte(text), &want); got != want || (err == nil) != (wantErr == nil) {
		t.Errorf("%q as %T: %v, %v; want %v, %v", text, got, got, err, want, wantErr)
	}
}
