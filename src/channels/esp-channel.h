/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way out of the computer: takes prepared messages and tells, for each, what became of it. */
#pragma once

#include "channels/esp-report.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_CHANNEL_ERROR (esp_channel_error_quark ())

/* What went wrong with the account or the way to it; each code calls for another action. */
typedef enum
{
  ESP_CHANNEL_ERROR_FAILED,        /* nothing more exact is known */
  ESP_CHANNEL_ERROR_INVALID,       /* the settings cannot be used as they are */
  ESP_CHANNEL_ERROR_DNS,           /* the server's name is not found */
  ESP_CHANNEL_ERROR_REFUSED,       /* nothing listens there */
  ESP_CHANNEL_ERROR_UNREACHABLE,   /* no network, or no way to that network */
  ESP_CHANNEL_ERROR_PORT_BLOCKED,  /* port 25 does not answer: most providers block it */
  ESP_CHANNEL_ERROR_TIMEOUT,       /* no answer in time */
  ESP_CHANNEL_ERROR_SILENT,        /* takes the connection and says nothing: expects TLS first */
  ESP_CHANNEL_ERROR_TLS_NAME,      /* the certificate is another server's */
  ESP_CHANNEL_ERROR_TLS_UNTRUSTED, /* the certificate is from an unknown authority */
  ESP_CHANNEL_ERROR_TLS_SELF_SIGNED,
  ESP_CHANNEL_ERROR_TLS_EXPIRED,
  ESP_CHANNEL_ERROR_TLS_FAILED,  /* the two ends do not agree on encryption */
  ESP_CHANNEL_ERROR_NO_STARTTLS, /* encryption is required and not offered */
  ESP_CHANNEL_ERROR_NO_AUTH,     /* the server offers no sign-in that we can use */
  ESP_CHANNEL_ERROR_AUTH,        /* user name or password refused */
  ESP_CHANNEL_ERROR_BUSY,        /* the server asks to come back later (421, greylisting) */
  ESP_CHANNEL_ERROR_SENDER,      /* the sender address is refused */
  ESP_CHANNEL_ERROR_NOT_SMTP,    /* something answers, but not a mail server */
  ESP_CHANNEL_ERROR_CUT,         /* the connection was closed in the middle */
  ESP_CHANNEL_ERROR_STORAGE,     /* a folder could not be written */
  ESP_CHANNEL_ERROR_SECRET,      /* the password is missing from the keyring */
  ESP_CHANNEL_ERROR_QUOTA,       /* the account has sent as much as it may for now */
  ESP_CHANNEL_ERROR_SUSPENDED,   /* the service has stopped the account, or it has no credit */
} EspChannelError;

#define ESP_CHANNEL_N_ERRORS (ESP_CHANNEL_ERROR_SUSPENDED + 1)

/* What a refusal says about the address, the message or the account. */
typedef enum
{
  ESP_REFUSAL_NONE,
  ESP_REFUSAL_SOFT,      /* full, busy, slow: says nothing lasting about the address */
  ESP_REFUSAL_HARD,      /* the address does not exist: suppress it */
  ESP_REFUSAL_BLOCK,     /* policy or reputation: never suppress the person */
  ESP_REFUSAL_CONTENT,   /* this message is the problem: too large, badly formed */
  ESP_REFUSAL_ACCOUNT,   /* sender, sign-in or domain set-up: every message would fail */
  ESP_REFUSAL_SPLIT,     /* too many recipients at once: send the rest apart */
  ESP_REFUSAL_OPTED_OUT, /* the person has told the service that they want no more */
} EspRefusal;

/* What became of one message. */
typedef enum
{
  ESP_OUTCOME_ACCEPTED, /* the server took charge of it */
  ESP_OUTCOME_REFUSED,  /* the server said no */
  ESP_OUTCOME_UNKNOWN,  /* wholly handed over, but no answer came: never send it again by itself */
  ESP_OUTCOME_UNDELIVERED, /* certainly not delivered: it may be offered again */
} EspOutcome;

typedef struct
{
  gint64 key;              /* the caller's own; comes back in the result */
  char *from;              /* (owned) envelope sender; may be "" */
  char *to;                /* (owned) envelope recipient */
  GBytes *bytes;           /* (owned) the whole message as RFC 5322 wants it */
  gboolean needs_smtputf8; /* its headers hold an international address (RFC 6531) */
  char *mark;              /* (owned) (nullable) what the ledger calls it: comes back in reports */
} EspOutMessage;

typedef struct
{
  gint64 key;
  EspOutcome outcome;
  EspRefusal refusal;
  gboolean is_retryable;   /* may be offered again later */
  gboolean is_attempted;   /* the message itself was offered: counts as a try */
  gboolean is_suppressing; /* the address is dead: suppress it */
  int code;                /* three-digit reply; 0 without one */
  char enhanced[16];       /* "5.1.1" or "" */
  char *reply;   /* (owned) (nullable) the server's words, at most 500 bytes, valid UTF-8 */
  char *receipt; /* (owned) (nullable) the provider's id of the message, when it took it */
} EspOutResult;

/* What became of a batch. */
typedef struct
{
  GArray *results; /* (owned) (element-type EspOutResult) one per message, in the order settled */
  GError *trouble; /* (owned) (nullable) of ESP_CHANNEL_ERROR: why messages came back not sent */
  gint64 wait_s; /* with trouble: how long the service wants to be left alone; 0: it does not say */
} EspOutBatch;

typedef struct
{
  const char *kind;         /* "smtp", "demo" */
  gboolean is_real;         /* FALSE when nothing can leave the computer */
  guint n_parallel;         /* messages that can be under way at once */
  guint64 max_message_size; /* bytes; 0 when unknown */
  gboolean is_divisible;    /* nothing is gained by submitting many messages as one batch */
  guint max_part;           /* divisible: how many may wait for each other's answers; 0: any */
} EspChannelCapabilities;

/* What a test of the account found. */
typedef struct
{
  gboolean is_ok;
  int code;                 /* EspChannelError when not ok */
  char *where;              /* (owned) "smtp.example.com:587" or a folder */
  char *sentence;           /* (owned) what is right or wrong, where, and what to do; English */
  char *reply;              /* (owned) (nullable) the server's own words */
  char *encryption;         /* (owned) (nullable) "TLS", "STARTTLS" or "none" */
  guint64 max_message_size; /* bytes; 0 when the server does not say */
  gboolean can_pipeline;
  guint per_day;    /* what the account may send in 24 hours; 0 when the service does not say */
  guint per_minute; /* the same of a minute */
} EspChannelReport;

/* What came back about messages that went before. */
typedef struct
{
  GArray *
    reports; /* (owned) (element-type EspReport) the oldest first; some may have been told before */
  char *cursor;      /* (owned) where to go on the next time; opaque */
  gboolean has_more; /* there is more to fetch at once */
} EspChannelReports;

#define ESP_TYPE_CHANNEL (esp_channel_get_type ())
G_DECLARE_INTERFACE (EspChannel, esp_channel, ESP, CHANNEL, GObject)

/* A channel belongs to the thread that runs the thread-default context it was made under; every call
 * and every callback happens there. */
struct _EspChannelInterface
{
  GTypeInterface parent_iface;

  void (*get_capabilities) (EspChannel *self, EspChannelCapabilities *out_capabilities);
  void (*submit_async) (EspChannel *self,
                        GArray *messages,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  EspOutBatch *(*submit_finish) (EspChannel *self, GAsyncResult *result, GError **error);
  void (*test_async) (EspChannel *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  EspChannelReport *(*test_finish) (EspChannel *self, GAsyncResult *result, GError **error);
  void (*close) (EspChannel *self);

  /* Optional: of services that tell what became of messages. */
  void (*pull_async) (EspChannel *self,
                      const char *cursor,
                      gint64 now_us,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  EspChannelReports *(*pull_finish) (EspChannel *self, GAsyncResult *result, GError **error);
};

GQuark esp_channel_error_quark (void);
const char *esp_channel_error_name (int code);
const char *esp_refusal_name (EspRefusal refusal);
const char *esp_outcome_name (EspOutcome outcome);

GArray *esp_out_messages_new (guint n_reserved);
void esp_out_message_clear (EspOutMessage *self);
GArray *esp_out_results_new (guint n_reserved);
void esp_out_result_clear (EspOutResult *self);
EspOutBatch *esp_out_batch_new (guint n_reserved);
void esp_out_batch_free (EspOutBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOutBatch, esp_out_batch_free)
gboolean esp_channel_error_is_lasting (int code);

EspChannelReport *esp_channel_report_new (const char *where);
EspChannelReport *esp_channel_report_new_error (const char *where, const GError *error);
void esp_channel_report_free (EspChannelReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChannelReport, esp_channel_report_free)

void esp_channel_get_capabilities (EspChannel *self, EspChannelCapabilities *out_capabilities);
void esp_channel_submit_async (EspChannel *self,
                               GArray *messages,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
EspOutBatch *esp_channel_submit_finish (EspChannel *self, GAsyncResult *result, GError **error);
void esp_channel_test_async (EspChannel *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
EspChannelReport *esp_channel_test_finish (EspChannel *self, GAsyncResult *result, GError **error);
void esp_channel_close (EspChannel *self);
gboolean esp_channel_can_pull (EspChannel *self);
void esp_channel_pull_async (EspChannel *self,
                             const char *cursor,
                             gint64 now_us,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
EspChannelReports *esp_channel_pull_finish (EspChannel *self, GAsyncResult *result, GError **error);

EspChannelReports *esp_channel_reports_new (void);
void esp_channel_reports_free (EspChannelReports *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChannelReports, esp_channel_reports_free)

G_END_DECLS
