/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/dns/esp-dns-client.h"

G_BEGIN_DECLS

/* What is known of how a channel sends. Everything is borrowed. */
typedef struct
{
  const char *domain;           /* of the From address */
  const char *return_domain;    /* (nullable): of the envelope sender; else the same */
  const char *tracking_host;    /* (nullable): of links and of unsubscribing */
  const char *mail_host;        /* (nullable): the server that takes the mail */
  const char *include;          /* (nullable): what SPF has to include for the provider */
  const char *const *selectors; /* (nullable): where DKIM keys may be */
  gboolean signs_itself;        /* the provider signs: a key is expected */
} EspDnsWish;

typedef enum
{
  ESP_DNS_GOOD,
  ESP_DNS_LOOK,
  ESP_DNS_BAD,
  ESP_DNS_UNKNOWN, /* nobody answered */
} EspDnsState;

/* What was found about one matter. */
typedef struct
{
  char *id; /* "spf", "dkim", "dmarc", "align", "mx", "return", "tracking" */
  EspDnsState state;
  char *name;         /* that was asked for */
  char *found;        /* (nullable): the record as it is */
  char *sentence;     /* English, for translation; {0} is filled in */
  char *arg;          /* (nullable) */
  char *record_name;  /* (nullable): what to publish: the name, */
  char *record_type;  /* (nullable) "TXT", "MX", "CNAME" */
  char *record_value; /* (nullable) and the value, to copy */
} EspDnsRow;

/* All rows, and when they were asked for. */
typedef struct
{
  char *domain;
  gint64 at_us;
  GPtrArray *rows; /* (element-type EspDnsRow) */
} EspDnsReport;

EspDnsReport *
esp_dns_check (const EspDnsWish *wish, gint64 now_us, EspDnsLookup lookup, gpointer user_data);
EspDnsReport *esp_dns_report_new (const char *domain, gint64 at_us);
void esp_dns_report_free (EspDnsReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDnsReport, esp_dns_report_free)
const EspDnsRow *esp_dns_report_find (const EspDnsReport *self, const char *id);
char *esp_dns_row_dup_sentence (const EspDnsRow *self, const char *translation);
const char *esp_dns_state_to_string (EspDnsState state);
char *esp_dns_report_to_json (const EspDnsReport *self);
EspDnsReport *esp_dns_report_parse (const char *json, GError **error);

G_END_DECLS
