/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fact that came back about a message: delivered, opened, bounced, complained, answered. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_REPORT_DELIVERED,
  ESP_REPORT_OPENED,
  ESP_REPORT_CLICKED,
  ESP_REPORT_SOFT,         /* full, busy, gave up: says nothing lasting about the address */
  ESP_REPORT_HARD,         /* the address does not exist */
  ESP_REPORT_BLOCK,        /* policy or reputation: never the person's fault */
  ESP_REPORT_COMPLAINED,   /* marked as spam */
  ESP_REPORT_UNSUBSCRIBED, /* asked not to get more */
  ESP_REPORT_REPLIED,      /* a person answered */
  ESP_REPORT_AUTO_REPLIED, /* out of office and the like */
  ESP_REPORT_FAILED,       /* not delivered, and the address is not the reason */
  ESP_REPORT_SUBSTITUTED,  /* delivered by the substitute channel (Kakao to text) */
  ESP_REPORT_TAKEN,        /* the service has it: ends a doubt, and nothing more is known */
} EspReportKind;

#define ESP_REPORT_N_KINDS (ESP_REPORT_TAKEN + 1)

/* A report names its message by as much as its source knows; all strings may be NULL. */
typedef struct
{
  EspReportKind kind;
  char *key; /* (owned) the same key counts once: the provider's event id, or made of its parts */
  char *receipt;    /* (owned) the provider's id of the message */
  char *message_id; /* (owned) Message-ID, or one of our own ids; several are divided by blanks */
  char *address;    /* (owned) whom it was sent to: mail address, or phone in E.164 */
  gint64 at_us;     /* when it happened; 0 is not known */
  gint64
    taken_us; /* when the service took the message; it lists those of other programs too; 0 is not known */
  char *url;        /* (owned) of a click */
  char *user_agent; /* (owned) of an open or click */
  char *ip;         /* (owned) of an open or click */
  char *code;       /* (owned) "5.1.1", "550", or the provider's own word */
  gboolean
    is_for_good; /* a service gave up: whoever has the rules of words may know more than its `kind` */
  gboolean is_hearsay; /* it came by mail, which anybody can write: an address alone is no proof */
  char *text; /* (owned) the words of the server, or of the answer; to be cut before it is kept */
} EspReport;

EspReport *esp_report_append (GArray *reports, EspReportKind kind, const char *key);
void esp_report_clear (EspReport *self);
GArray *esp_reports_new (guint n_reserved);
const char *esp_report_kind_name (EspReportKind kind);
gboolean esp_report_kind_from_name (const char *name, EspReportKind *out_kind);

G_END_DECLS
