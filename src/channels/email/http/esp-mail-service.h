/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/http/esp-service-mail.h"
#include "channels/esp-channel-kinds.h"
#include "channels/web/esp-web-client.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The settings and secrets of one account of a mail service, read once. */
typedef struct
{
  GHashTable *values; /* (owned) name → text */
} EspMailAccount;

const char *esp_mail_account_get (const EspMailAccount *self, const char *name);
void esp_mail_account_read (EspMailAccount *self,
                            const EspChannelKind *kind,
                            const char *settings,
                            const char *secret);
gboolean esp_mail_service_check (const char *settings, GError **error);

/* One message of a request. */
typedef struct
{
  const EspOutMessage *message;
  EspServiceMail *mail; /* (owned) (nullable) taken apart, when the service wants pieces */
} EspServiceItem;

/* What the service says of one message of a request. */
typedef struct
{
  EspOutcome outcome;
  EspRefusal refusal;
  gboolean is_retryable;
  gboolean is_suppressing;
  char *receipt; /* (owned) (nullable) */
  char *reply;   /* (owned) (nullable) its words */
} EspServiceVerdict;

/* What it says of the request as a whole. */
typedef struct
{
  int trouble;   /* of ESP_CHANNEL_ERROR, or -1: nothing is wrong with the account */
  char *words;   /* (owned) (nullable) of the service, about the trouble */
  gint64 wait_s; /* rest before anything else is sent; -1: no need */
} EspServiceAnswer;

/* A mail service: makes requests and reads what comes of them; has no state of its own. */
typedef struct
{
  const char *kind;
  const char *title;
  const char *base_url;    /* %s is replaced by the region where there is one */
  const char *base_url_eu; /* (nullable) when the region is "eu" */
  guint max_batch;         /* messages in one request */
  gsize max_bytes;         /* of one request */
  guint n_parallel;        /* requests at once */
  gboolean wants_pieces;   /* of the message; else it is given as it is */
  const char *const
    *marks; /* (nullable) what it would read as its own language of templates; ends with %NULL */
  guint repeatable_from; /* with so many messages a request of the same key counts once; 0: never */
  gsize n_key_max;       /* its longest key */
  /* Whether two messages can go in one request; %NULL: always. */
  gboolean (*fits) (const EspServiceItem *first, const EspServiceItem *other);
  EspWebRequest *(*make_send) (const EspMailAccount *account,
                               GArray *items,
                               const char *key,
                               gint64 now_us,
                               GError **error);
  /* Only for answers that came: fills one verdict per item, all of them zero before. */
  void (*read_send) (const EspMailAccount *account,
                     GArray *items,
                     const EspWebReply *reply,
                     EspServiceVerdict *verdicts,
                     EspServiceAnswer *answer);
  EspWebRequest *(*make_test) (const EspMailAccount *account, gint64 now_us, GError **error);
  /* Returns a sentence about the account when it works, and what is wrong otherwise. */
  char *(*read_test) (const EspMailAccount *account, const EspWebReply *reply, int *out_code);
  /* (nullable) What the plan of the account allows, from an answer that says that it works. */
  void (*read_quota) (const EspWebReply *reply, EspChannelReport *report);
  /* (nullable) The next request of a pull; %NULL without @error: nothing more to ask. */
  EspWebRequest *(*make_pull) (const EspMailAccount *account,
                               JsonObject *cursor,
                               gint64 now_us,
                               GError **error);
  /* Reads an answer with status 2xx, moves the cursor on. */
  gboolean (*read_pull) (const EspMailAccount *account,
                         JsonObject *cursor,
                         JsonNode *root,
                         GArray *reports,
                         GError **error);
} EspMailService;

/* Parts that services share. */
GError *esp_mail_service_new_error (const EspMailService *self,
                                    const EspWebReply *reply,
                                    int code,
                                    const char *words);
char *esp_service_url (const EspMailService *self, const EspMailAccount *account, const char *path);
void esp_service_read_common (GArray *items,
                              const EspWebReply *reply,
                              const char *words,
                              EspServiceVerdict *verdicts,
                              EspServiceAnswer *answer);
void esp_service_accept_all (GArray *items, EspServiceVerdict *verdicts, const char *receipt);
void esp_service_set_verdict (EspServiceVerdict *verdict,
                              EspRefusal refusal,
                              gboolean is_retryable,
                              const char *words);
JsonNode *esp_service_parse (const EspWebReply *reply);
char *esp_service_dup_words (const EspWebReply *reply);
const char *esp_mail_json_get (JsonNode *node, const char *name);
JsonNode *esp_mail_json_member (JsonNode *node, const char *name);
gint64 esp_mail_json_get_int (JsonNode *node, const char *name, gint64 fallback);
JsonArray *esp_mail_json_get_array (JsonNode *node, const char *name);
char *esp_mail_json_print (JsonBuilder *builder);
void esp_mail_json_add (JsonBuilder *builder, const char *name, const char *value);
gint64 esp_service_read_time (const char *text);
char *esp_service_format_time (gint64 at_us, const char *format);

/* In a cursor: what came is to be kept before anything else is asked. */
#define ESP_PULL_TURN_OVER "turn-over"

/* Rounds of a pull, kept in its cursor: since when, which of several lists, and how far in it. */
gint64 esp_pull_begin (JsonObject *cursor, gint64 now_us);
gint64 esp_pull_get (JsonObject *cursor, const char *name);
void esp_pull_set (JsonObject *cursor, const char *name, gint64 value);
const char *esp_pull_get_text (JsonObject *cursor, const char *name);
void esp_pull_next_list (JsonObject *cursor);
void esp_pull_end (JsonObject *cursor, gint64 overlap_s);
EspReport *esp_pull_add (GArray *reports, EspReportKind kind, const char *first_of_key, ...)
  G_GNUC_NULL_TERMINATED;
EspReportKind esp_pull_judge_bounce (const char *code, const char *text, gboolean is_permanent);
EspReportKind esp_pull_judge_hard (const char *text);

#define ESP_SERVICE_BASE_URL_FIELD                                                                 \
  { .name = "base-url", .label = "base-url", .type = ESP_CHANNEL_FIELD_TEXT, .is_hidden = TRUE },  \
  {                                                                                                \
    .name = "ca-file", .label = "ca-file", .type = ESP_CHANNEL_FIELD_FILE, .is_hidden = TRUE       \
  }

G_END_DECLS
