/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of espalierctl consent, and by nothing else. */
#pragma once

#include "store/esp-consent-lapse.h"
#include "store/esp-store.h"
#include "worker/esp-consent-answers.h"
#include "worker/esp-consent-ask.h"
#include "worker/esp-consent-run.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *workspace;
  char *wording;
  char *proof;
  char *channel;
  char *purpose;
  char *state;
  char *source;
  char *basis;
  GTimeZone *zone; /* (owned) (nullable) */
  char *at;
  char *set;
  char *page;
  gsize n_page;
  EspConsentAnswers sum;
  char *language;
  char *output;
  gint64 said_us;
  int days;
  gboolean is_json;
  gboolean is_csv;
  gboolean is_refusal;
  const char *subject; /* (unowned) a lead, a campaign or a token */
  EspConsentRunKind kind;
  GPtrArray *lines; /* (nullable) */
  gint64 campaign_id;
  EspConsentRunMade made;
  gint64 lead_id;
  guint n;
  guint n_open;
  char *link;
  GBytes *csv;          /* (owned) (nullable) */
  JsonBuilder *builder; /* (nullable) */
} EspCtlConsent;

void esp_ctl_consent_clear (EspCtlConsent *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspCtlConsent, esp_ctl_consent_clear)

gboolean esp_ctl_consent_parse (EspCtlConsent *self,
                                int *argc,
                                char ***argv,
                                const char *subject,
                                const char *what,
                                int *status);
gboolean
esp_ctl_consent_access (EspCtlConsent *self, EspStoreFunc func, gboolean is_write, GError **error);
GTimeZone *esp_ctl_consent_load_zone (EspTx *tx, GError **error);
char *esp_ctl_consent_format_time (gint64 time_us);

int esp_ctl_consent_due (int argc, char **argv);
int esp_ctl_consent_notices (int argc, char **argv);
int esp_ctl_consent_confirm_run (int argc, char **argv);
int esp_ctl_consent_notice_run (int argc, char **argv);
int esp_ctl_consent_record_by_hand (EspCtlConsent *self);
int esp_ctl_consent_ask (int argc, char **argv);
int esp_ctl_consent_confirm (int argc, char **argv);
int esp_ctl_consent_answers (int argc, char **argv);
int esp_ctl_consent_page (int argc, char **argv);

G_END_DECLS
