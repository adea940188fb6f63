package wire

// Session is a sign-in that still counts. It holds nothing with which one could
// take it over.
type Session struct {
	ID        string `json:"id" doc:"to end it; not its secret"`
	Method    string `json:"method" doc:"password or oidc"`
	UserAgent string `json:"userAgent" doc:"the program that signed in, as it calls itself"`
	IP        string `json:"ip" doc:"from where"`
	CreatedAt int64  `json:"createdAt" doc:"epoch milliseconds"`
	ExpiresAt int64  `json:"expiresAt" doc:"epoch milliseconds"`
	Current   bool   `json:"current" doc:"the one that asks"`
}

// SessionsEnded tells how many sign-ins were ended.
type SessionsEnded struct {
	Success bool `json:"success"`
	Ended   int  `json:"ended"`
}
