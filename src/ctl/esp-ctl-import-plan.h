/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"
#include "worker/esp-import-source.h"

G_BEGIN_DECLS

/* The options of "import leads", as they were typed. */
typedef struct
{
  char *workspace;
  char *encoding;
  char *delimiter;
  char *header; /* yes, no */
  char **maps;  /* column=field */
  gboolean only_mapped;
  gboolean no_profile;
  char *missing;
  char *sheet;
  char *date_order;
  char *time_zone;
  char *region;
  char *match;
  char **policies; /* policy, field=policy */
  char *decimal;   /* comma, point */
  char *consent;
  char *consent_channels;
  char *consent_source;
  char *consent_wording;
  char *consent_basis;
  char *consent_date;
  char **tags;
  char *segment;
  char *journey;
  char **decisions; /* row=new, row=lead */
  gboolean dry_run;
  gboolean inspect;
  char *errors;
  gboolean json;
} EspCtlImportOptions;

gboolean esp_ctl_import_shape (const EspCtlImportOptions *options,
                               EspImportShape *out_shape,
                               GError **error);
gboolean esp_ctl_import_adjust (const EspCtlImportOptions *options,
                                EspStore *store,
                                EspImportPlan *plan,
                                GError **error);

G_END_DECLS
