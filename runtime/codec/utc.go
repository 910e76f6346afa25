package codec

import "time"

// The times that travel are in UTC and in one form, so that they need less than
// package time does for all others.

// utcTime reads 2006-01-02T15:04:05Z, with or without a fraction of up to nine
// digits. ok is false for anything else, which may be a time all the same.
func utcTime(text []byte) (t time.Time, ok bool) {
	const least = len("2006-01-02T15:04:05Z")
	n := len(text)
	if n < least || n > least+10 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
		text[13] != ':' || text[16] != ':' || text[n-1] != 'Z' {
		return t, false
	}
	century, year := pair(text[0:]), pair(text[2:])
	month, day := pair(text[5:]), pair(text[8:])
	hour, minute, second := pair(text[11:]), pair(text[14:]), pair(text[17:])
	if max(century, year) > 99 || hour > 23 || max(minute, second) > 59 ||
		month < 1 || month > 12 || day < 1 || day > 28 && day > monthDays(100*century+year, month) {
		return t, false
	}
	var nanos uint
	if n > least {
		if text[19] != '.' || n == least+1 {
			return t, false
		}
		scale := uint(1e9)
		for _, c := range text[20 : n-1] {
			if c-'0' > 9 {
				return t, false
			}
			scale /= 10
			nanos += uint(c-'0') * scale
		}
	}
	days := epochDays(100*century+year, month, day)
	return time.Unix(days*86400+int64(hour*3600+minute*60+second), int64(nanos)).UTC(), true
}

// pair reads two digits. What has another sign is above 99.
func pair(text []byte) uint {
	tens, units := text[0]-'0', text[1]-'0'
	if tens > 9 || units > 9 {
		return 100
	}
	return 10*uint(tens) + uint(units)
}

func monthDays(year, month uint) uint {
	if month == 2 {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 30 + (month+month/8)&1
}

// What follows counts years from the first of March, so that a leap day is a year's
// last, and eras of 400 years, which are all alike (Hinnant, chrono-Compatible
// Low-Level Date Algorithms, 2013).
const (
	eraDays   = 146097
	epochBase = 719468 // days from 1 March of the year 0 to 1 January 1970
)

// epochDays counts the days from 1970 to a date of the years 0 to 9999.
func epochDays(year, month, day uint) int64 {
	if month <= 2 {
		year += 399 // one year earlier, in the era before
		month += 12
	} else {
		year += 400
	}
	yearOfEra := year % 400
	dayOfYear := (153*(month-3)+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return int64(year/400*eraDays+dayOfEra) - eraDays - epochBase
}

// appendUTC adds t as RFC 3339 writes it, with the fraction that it has. ok is
// false for times that are not in the years from 0 to 9999.
func appendUTC(dst []byte, t time.Time) (out []byte, ok bool) {
	const first, last = -62167219200, 253402300799
	sec := t.Unix()
	if sec < first || sec > last {
		return dst, false
	}
	sec -= first
	days, clock := uint(sec/86400)+305, uint(sec%86400)
	dayOfEra := (days + eraDays - 365) % eraDays
	era := (days + eraDays - 365) / eraDays
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/(eraDays-1)) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*dayOfYear + 2) / 153
	day := dayOfYear - (153*shifted+2)/5 + 1
	year, month := yearOfEra+400*era-400, shifted+3
	if month > 12 {
		month -= 12
		year++
	}
	const form = "0000-00-00T00:00:00"
	n := len(dst)
	dst = append(dst, form...)
	at := dst[n:][:len(form)]
	putTwo(at[0:], year/100)
	putTwo(at[2:], year%100)
	putTwo(at[5:], month)
	putTwo(at[8:], day)
	putTwo(at[11:], clock/3600)
	putTwo(at[14:], clock/60%60)
	putTwo(at[17:], clock%60)
	if nanos := uint(t.Nanosecond()); nanos > 0 {
		dst = append(dst, '.')
		for scale := uint(1e8); nanos > 0; scale /= 10 {
			dst = append(dst, digit(nanos/scale))
			nanos %= scale
		}
	}
	return append(dst, 'Z'), true
}

// putTwo writes n, which is less than 100, with two digits.
func putTwo(dst []byte, n uint) {
	const pairs = "00010203040506070809" +
		"10111213141516171819" +
		"20212223242526272829" +
		"30313233343536373839" +
		"40414243444546474849" +
		"50515253545556575859" +
		"60616263646566676869" +
		"70717273747576777879" +
		"80818283848586878889" +
		"90919293949596979899"
	dst[0], dst[1] = pairs[n%100*2], pairs[n%100*2+1]
}

// digit is the last decimal digit of n.
func digit(n uint) byte { return byte('0' + n%10) }
