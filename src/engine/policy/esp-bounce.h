/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_BOUNCE_NONE, /* nothing says why */
  ESP_BOUNCE_SOFT,
  ESP_BOUNCE_HARD,
  ESP_BOUNCE_BLOCK,
  ESP_BOUNCE_CONTENT,
  ESP_BOUNCE_ACCOUNT,
} EspBounceClass;

/* What a bounce says about one address. Strings are UTF-8 and borrowed. */
typedef struct
{
  const char *status;     /* (nullable) of the machine-readable part: "5.1.1" */
  const char *diagnostic; /* (nullable) the words of the server that refused */
  const char *text;       /* (nullable) what the bounce tells people about that address */
} EspBounceFacts;

typedef struct
{
  EspBounceClass klass;
  guint code;        /* of the reply; 0 without one */
  char status[16];   /* "5.1.1" or "" */
  const char *rule;  /* static: the rule that decided, "" when none did */
  gboolean is_vague; /* it went by a number alone that says little */
} EspBounceVerdict;

/* Lists of words that tell what a mail without machine-readable parts is. */
typedef enum
{
  ESP_MAIL_WORDS_BOUNCE_SUBJECT,
  ESP_MAIL_WORDS_BOUNCE_TEXT,
  ESP_MAIL_WORDS_BOUNCE_SENDER,
  ESP_MAIL_WORDS_DELAY,
  ESP_MAIL_WORDS_FINAL,    /* it was given up, whatever is said of delay */
  ESP_MAIL_WORDS_ORIGINAL, /* from here on it quotes the message that came back */
  ESP_MAIL_WORDS_AUTO_SUBJECT,
  ESP_MAIL_WORDS_AUTO_FRESH_SUBJECT, /* where no message is answered: ours may speak of holidays too */
  ESP_MAIL_WORDS_AUTO_TEXT,
  ESP_MAIL_WORDS_AUTO_BEGINNING, /* of a subject that answers nothing */
  ESP_MAIL_WORDS_CHALLENGE,
  ESP_MAIL_WORDS_UNSUBSCRIBE,
  ESP_MAIL_WORDS_WISH,          /* anywhere in a short answer, in a sentence that asks nothing */
  ESP_MAIL_WORDS_REQUEST,       /* in a question that only asks nicely for what a wish wants */
  ESP_MAIL_WORDS_NO_WISH,       /* who says so wants to go on getting them */
  ESP_MAIL_WORDS_OTHER_SUBJECT, /* reports about a domain, not about a message */
  ESP_MAIL_WORDS_COMPLAINT_SUBJECT,
  ESP_MAIL_WORDS_QUOTE, /* a line that begins what is quoted in an answer */
} EspMailWords;

#define ESP_MAIL_WORDS_N (ESP_MAIL_WORDS_QUOTE + 1)

/* The dated rules by which mail that comes back is understood; immutable, for all threads. */
typedef struct _EspBounceRules EspBounceRules;

EspBounceRules *esp_bounce_rules_new (const char *json, gssize length, GError **error);
void esp_bounce_rules_free (EspBounceRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBounceRules, esp_bounce_rules_free)
const EspBounceRules *esp_bounce_rules_get (void);
const char *esp_bounce_rules_get_date (const EspBounceRules *self);
void esp_bounce_judge (const EspBounceRules *self,
                       const EspBounceFacts *facts,
                       EspBounceVerdict *out_verdict);
const char *esp_bounce_class_name (EspBounceClass klass);
char *esp_bounce_fold (const char *text);
gboolean esp_bounce_rules_match (const EspBounceRules *self, EspMailWords list, const char *folded);
gboolean
esp_bounce_rules_begins (const EspBounceRules *self, EspMailWords list, const char *folded);

G_END_DECLS
