package codec

import (
	"bytes"
	"testing"
	"time"
)

// sameTimes compares with package time what is done here for a time.
func sameTimes(t *testing.T, x time.Time) {
	t.Helper()
	want := x.UTC().AppendFormat(nil, time.RFC3339Nano)
	year := x.UTC().Year()
	got, ok := appendUTC(nil, x)
	if ok != (year >= 0 && year <= 9999) {
		t.Fatalf("%s is written: %v", want, ok)
	}
	if !ok {
		return
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%s is written %s", want, got)
	}
	if back, ok := utcTime(got); !ok || back != x.UTC().Round(0) {
		t.Fatalf("%s is read as %v (%v)", got, back, ok)
	}
}

func TestUTC(t *testing.T) {
	step := 23*24*time.Hour + 7919*time.Millisecond + 1001
	for day := time.Date(-1, 12, 1, 23, 59, 59, 1, time.UTC); day.Year() < 10001; day = day.Add(step) {
		sameTimes(t, day)
	}
	for year := range 10000 {
		for _, month := range []time.Month{time.January, time.March} {
			day := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
			sameTimes(t, day)
			sameTimes(t, day.Add(-1))
			sameTimes(t, day.AddDate(0, 0, -1))
		}
	}
	for _, ns := range []int{0, 1, 10, 999999999, 100000000, 123000000} {
		sameTimes(t, time.Date(2024, 2, 29, 0, 0, 0, ns, time.FixedZone("", 3600)))
	}
	for _, x := range []time.Time{{}, time.Unix(0, 0), time.Unix(1<<62, 0), time.Unix(-1<<62, 0),
		time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)} {
		sameTimes(t, x)
	}
}

func FuzzUTC(f *testing.F) {
	for _, text := range []string{"2024-02-29T12:30:15Z", "2023-02-29T12:30:15Z", "1900-02-29T00:00:00Z", "2024-02-29T24:00:00Z",
		"2024-02-29T12:30:15.Z", "2024-02-29T12:30:15.123456789Z", "2024-02-29T12:30:15.1234567890Z", "2024-02-29T12:30:15,5Z",
		"2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-32T00:00:00Z", "2024-04-31T00:00:00Z",
		"2024-02-29T12:60:15Z", "2024-02-29T12:30:60Z", "2024-02-29t12:30:15z", "2024-02-29T12:30:15+00:00", ":024-02-29T12:30:15Z"} {
		f.Add([]byte(text), int64(len(text)), int64(0))
	}
	f.Fuzz(func(t *testing.T, text []byte, sec, ns int64) {
		sameTimes(t, time.Unix(sec, ns))
		got, ok := utcTime(text)
		var want time.Time
		if err := want.UnmarshalText(text); ok && (err != nil || got != want) {
			t.Errorf("%s is read as %v; want %v, %v", text, got, want, err)
		}
	})
}
