/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-template.h"
#include "engine/policy/esp-content-rules.h"

G_BEGIN_DECLS

/* Returns: the share of the audience that has a value for @field, 0 to 1; below 0 when not known. */
typedef double (*EspFillRateFunc) (const char *field, gpointer user_data);
/* Returns: whether leads have a field of that name. */
typedef gboolean (*EspHasFieldFunc) (const char *field, gpointer user_data);

/* What a workspace forbids or demands of its own. */
typedef struct
{
  const char *text;
  gboolean is_required; /* else it is forbidden */
} EspContentPhrase;

/* What is checked. Everything is borrowed. */
typedef struct
{
  const EspContentRules *rules; /* (nullable): the packs in use */
  const EspMessageDoc *doc;
  EspMessageTemplate
    *message_template; /* (nullable): without it, what needs rendering is not checked */
  const EspBrand *brand;
  const EspSenderFacts *facts;
  const char *const *countries; /* (nullable): of the leads in the audience; else the sender's */
  gboolean has_one_click;       /* the workspace has an https address that takes unsubscribes */
  EspFillRateFunc fill_rate;    /* (nullable) */
  EspHasFieldFunc has_field;    /* (nullable) */
  gpointer user_data;           /* for the two functions */
  const char *channel;          /* (nullable): "email" */
  const char *day; /* (nullable): "2026-11-22" where the sender is; else the newest rules */
  const char *const *packs;        /* (nullable): choices of the workspace, as in EspRuleScope */
  const char *const *only;         /* (nullable): nothing but these packs */
  const EspContentPhrase *phrases; /* (nullable) */
  guint n_phrases;
  GHashTable *link_facts; /* (nullable): address → EspLinkFact of those that were opened lately */
} EspContentInput;

/* One part of a message of any channel, for the rules that look for words and lengths. */
typedef struct
{
  const char *part;  /* "subject", "title", "body", …; your own begin with "x-" */
  const char *place; /* (nullable): what findings name; else the part */
  const char *text;
} EspContentText;

/* What a rule says about one place of a message. */
typedef struct
{
  const EspContentRule *rule; /* lives as long as its pack */
  EspSeverity severity;       /* FINE: the rule was checked and holds */
  char *place;                /* (nullable): "subject", "sender.phone", "block:b3" */
  char *args[2];              /* (nullable): fill the sentence */
  char *detail_ko;  /* (nullable): the second of them in Korean, when no pack can translate it */
  gboolean can_fix; /* esp_content_fix() knows what to do */
} EspContentFinding;

void esp_content_finding_free (EspContentFinding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspContentFinding, esp_content_finding_free)

GPtrArray *esp_content_check (const EspContentInput *input);
GPtrArray *esp_content_check_texts (const EspContentRules *rules,
                                    const EspRuleScope *scope,
                                    const EspContentText *texts,
                                    gsize n_texts);
EspSeverity esp_content_findings_worst (GPtrArray *findings);
char *esp_content_finding_to_sentence (const EspContentFinding *self);
char *esp_content_finding_dup_sentence (const EspContentFinding *self, const char *language);
EspMessageDoc *esp_content_fix (const EspContentInput *input, const EspContentFinding *finding);

G_END_DECLS
