package model

import "testing"

func TestNames(t *testing.T) {
	for _, tt := range []struct{ param, goName, json string }{
		{"isbn", "ISBN", "isbn"},
		{"id", "ID", "id"},
		{"days", "Days", "days"},
		{"userId", "UserID", "userID"},
		{"userID", "UserID", "userID"},
		{"ID", "ID", "id"},
		{"first_name", "FirstName", "firstName"},
		{"HTTPServer", "HTTPServer", "httpServer"},
		{"x", "X", "x"},
		{"arg1", "Arg1", "arg1"},
		{"result", "Result", "result"},
		{"_id", "ID", "id"},
		{"été", "Été", "été"},
		{"世界", "X世界", "x世界"},
		{"ids", "IDs", "ids"},
		{"user_id", "UserID", "userID"},
		{"httpServer", "HTTPServer", "httpServer"},
		{"imageUrls", "ImageURLs", "imageURLs"},
		{"idea", "Idea", "idea"},
		{"x1", "X1", "x1"},
		{"_1", "X1", "x1"},
		{"größe", "Größe", "größe"},
		{"utf8", "UTF8", "utf8"},
		{"aB", "AB", "ab"},
		{"os", "Os", "os"},
		{"urlStore", "URLStore", "urlStore"},
	} {
		if got := GoName(tt.param); got != tt.goName {
			t.Errorf("GoName(%q) = %q, want %q", tt.param, got, tt.goName)
		}
		if got := JSONName(tt.goName); got != tt.json {
			t.Errorf("JSONName(%q) = %q, want %q", tt.goName, got, tt.json)
		}
	}
}
