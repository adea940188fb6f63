package email

import "pulse/backend/notify"

// providers lists the mail services that are known by name. All of them
// take mail on port 587 and encrypt with STARTTLS.
func providers() []notify.Provider {
	list := []notify.Provider{
		{
			Name: "Gmail / Google Workspace", Server: "smtp.gmail.com",
			Instructions: "User name: your whole address. Password: an app password (Google Account, Security, 2-Step Verification, App passwords).",
		},
		{
			Name: "SendGrid", Server: "smtp.sendgrid.net",
			Instructions: "Password: an API key with the permission Mail Send. The user name is the word apikey; leave it empty. From must be a verified sender.",
		},
		{
			Name: "Mailgun", Server: "smtp.mailgun.org",
			Instructions: "User name and password: the SMTP credentials of your sending domain. Domains in the EU use smtp.eu.mailgun.org.",
		},
		{
			Name: "Amazon SES (US East)", Server: "email-smtp.us-east-1.amazonaws.com",
			Instructions: "User name and password: SMTP credentials made in the SES console, not the keys of an IAM user. Other regions have other host names. From must be a verified identity.",
		},
		{
			Name: "Microsoft 365 / Outlook", Server: "smtp.office365.com",
			Instructions: "User name: your whole address. SMTP AUTH must be allowed for the mailbox; with two-factor sign-in use an app password.",
		},
		{
			Name: "Brevo (formerly Sendinblue)", Server: "smtp-relay.brevo.com",
			Instructions: "User name: the SMTP login shown under SMTP & API. Password: an SMTP key made there.",
		},
		{
			Name: "Postmark", Server: "smtp.postmarkapp.com",
			Instructions: "Password: the server API token. It is the user name as well; leave that empty. From must be a confirmed sender signature.",
		},
		{
			Name: "SparkPost", Server: "smtp.sparkpostmail.com",
			Instructions: "Password: an API key that may send by SMTP. The user name is SMTP_Injection; leave it empty. Accounts in the EU use smtp.eu.sparkpostmail.com.",
		},
		{
			Name: "Resend", Server: "smtp.resend.com",
			Instructions: "Password: an API key. The user name is resend; leave it empty. From must belong to a verified domain.",
		},
		{
			Name: "SMTP2GO", Server: "mail.smtp2go.com",
			Instructions: "User name and password: an SMTP user made under Sending, SMTP Users.",
		},
		{Name: "Custom SMTP Server", Instructions: "Server and port as your mail server has them: port 465 for TLS, 587 for STARTTLS. " +
			"For a server with a certificate of your own, paste its CA certificate."},
	}
	for i := range list {
		list[i].Port, list[i].StartTLS, list[i].Auth = 587, true, true
	}
	return list
}
