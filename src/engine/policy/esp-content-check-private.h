/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that check the content of messages, and by nothing else. */
#pragma once

#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

/* One link of a message. */
typedef struct
{
  char *href;
  char *label; /* "" for a picture without description */
  char *place;
  gboolean is_mute; /* neither words nor a picture: nobody can see or hear it */
} EspContentLink;

/* One part of what is checked, ready for looking for words. */
typedef struct
{
  char *name;
  char *place;
  char *text;
  EspRuleText *folded;
  gboolean
    is_whole; /* all that is read, with the footer; only what must be there is looked for in it */
} EspContentPart;

/* What the rules without code of their own need. */
typedef struct
{
  const EspContentRules *rules;
  const EspRuleScope *scope;
  GPtrArray *parts;    /* (element-type EspContentPart) */
  GPtrArray *findings; /* (element-type EspContentFinding) */
} EspRuleRun;

typedef struct
{
  const EspContentInput *input;
  const EspContentRules *rules;
  EspRuleScope scope;
  GPtrArray *parts; /* (element-type EspContentPart) */
  const EspMessageDoc *doc;
  EspMessageRendered rendered; /* the usual sample; empty texts when there is no template */
  GError *render_error;        /* (nullable): a tag fails with the values of the usual lead */
  gboolean is_rendered;
  char *words;      /* the plain text, lower case */
  GPtrArray *links; /* (element-type EspContentLink) */
  GPtrArray *findings;
} EspContentCheck;

/* What is looked for in HTML that was written by hand. */
typedef struct
{
  const char *place;
  const EspContentRule *pictures; /* (nullable) without a description */
  const EspContentRule *contrast; /* (nullable) text that can hardly be read */
  const EspContentRule *hidden;   /* (nullable) text that cannot be seen */
} EspHtmlLook;

const EspContentRule *esp_content_check_begin (EspContentCheck *self, const char *id);
EspContentFinding *esp_content_check_add (EspContentCheck *self,
                                          const EspContentRule *rule,
                                          const char *place,
                                          const char *arg0,
                                          const char *arg1);
void esp_content_check_end (EspContentCheck *self, const EspContentRule *rule);

void esp_content_check_law (EspContentCheck *self);
void esp_content_check_message (EspContentCheck *self);
void esp_content_check_links (EspContentCheck *self);
void esp_content_check_spam (EspContentCheck *self);
void esp_content_check_link_facts (EspContentCheck *self);
void esp_content_check_html_looks (EspContentCheck *self,
                                   const char *html,
                                   const char *ground,
                                   const EspHtmlLook *look);
void esp_content_check_files (EspContentCheck *self);
void esp_content_check_phrases (EspContentCheck *self);

GPtrArray *esp_content_parts_new (void);
void esp_content_parts_add (GPtrArray *parts,
                            const char *name,
                            const char *place,
                            const char *text,
                            gboolean is_whole);
void esp_content_parts_collect (EspContentCheck *self);
void esp_rule_run (const EspRuleRun *run);
void esp_content_check_texts_by_code (const EspRuleRun *run);
EspContentFinding *esp_content_finding_new (const EspContentRule *rule,
                                            const char *place,
                                            const char *arg0,
                                            const char *arg1);

gboolean esp_content_is_address (const char *text);
gboolean esp_content_link_is_well_formed (const char *href);
gboolean esp_content_link_is_bare (const char *label);
gboolean esp_content_hosts_belong (const char *a, const char *b);
GPtrArray *esp_content_collect_links (const EspMessageDoc *doc, const char *html);
const char *esp_content_proposed_fallback (const EspContentRule *rule,
                                           const EspMessageDoc *doc,
                                           const char *field);
char *esp_content_find_variant (const EspContentRule *rule, const char *subject);

G_END_DECLS
