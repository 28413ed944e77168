/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-holidays.h"
#include "store/esp-stage-book.h"

G_BEGIN_DECLS

/* When a campaign runs, and by how many days before it the first stages are to be done; days since 1970. */
typedef struct
{
  gint64 today;
  gint64 first;
  gint64 last;
  guint lead[ESP_N_WORKS]; /* of planning, assets, review and setup; 0: as usual */
} EspProcessDates;

/* What a stage waits for. */
typedef enum
{
  ESP_BLOCKER_EARLIER,     /* the stage before is not done */
  ESP_BLOCKER_CHECKS,      /* so many points of its list */
  ESP_BLOCKER_OWNER,       /* nobody does it */
  ESP_BLOCKER_BRIEF,       /* parts of the brief are missing, by name */
  ESP_BLOCKER_MESSAGE,     /* there is no message yet */
  ESP_BLOCKER_CREATIVE,    /* there is no creative yet */
  ESP_BLOCKER_AD_PROBLEMS, /* creatives and budgets that platforms refuse: so many */
  ESP_BLOCKER_APPROVAL,    /* nobody has approved it */
  ESP_BLOCKER_AUDIENCE,    /* nobody is chosen to get it */
  ESP_BLOCKER_CHANNEL,     /* no channel is chosen */
  ESP_BLOCKER_UNSENT,      /* nothing was sent, no advertisement runs */
  ESP_BLOCKER_RUNNING,     /* it is not over */
  ESP_BLOCKER_RESULTS,     /* there are no figures */
  ESP_BLOCKER_LESSONS,     /* what was learned is not written */
} EspBlockerKind;

#define ESP_N_BLOCKERS (ESP_BLOCKER_LESSONS + 1)

typedef struct
{
  EspBlockerKind kind;
  EspWork work; /* of the earlier stage */
  guint n;
  char *text; /* (owned) (nullable) names of what is missing */
} EspBlocker;

/* What the rest of the workspace says of the campaign. */
typedef struct
{
  gint64 today;
  gboolean has_goal;
  gboolean has_budget;
  gboolean has_message;
  gboolean has_audience;
  gboolean has_channel;
  gboolean needs_approval; /* somebody has been asked, or it was given back */
  gboolean is_approved;
  gboolean has_begun; /* something left */
  gboolean is_over;
  gboolean has_results;
  guint n_creatives;
  guint n_ad_problems;
  gboolean runs_ads; /* an advertisement is said to run, or did */
} EspProcessFacts;

typedef struct
{
  const char *code;  /* for machines; views translate it */
  const char *title; /* English */
} EspCheckSpec;

const EspWork *esp_process_get_works (EspProcess process, guint *out_n);
const EspCheckSpec *esp_process_get_checks (EspProcess process, EspWork work, guint *out_n);
gint64 esp_process_due_day (EspProcess process,
                            EspWork work,
                            const EspProcessDates *dates,
                            EspHolidays *holidays);
gboolean esp_process_begin (EspTx *tx,
                            gint64 campaign_id,
                            EspProcess process,
                            const EspProcessDates *dates,
                            EspHolidays *holidays,
                            GError **error);
gboolean esp_process_move (EspTx *tx,
                           gint64 campaign_id,
                           const EspProcessDates *dates,
                           EspHolidays *holidays,
                           GError **error);
gboolean esp_process_end (EspTx *tx, gint64 campaign_id, GError **error);

gboolean
esp_process_facts_load (EspTx *tx, gint64 campaign_id, EspProcessFacts *out_facts, GError **error);
GArray *
esp_process_find_blockers (const EspStageBook *book, EspWork work, const EspProcessFacts *facts);
char *esp_brief_find_missing (const EspStageBook *book, const EspProcessFacts *facts, guint *out_n);
const char *esp_blocker_get_name (EspBlockerKind kind);
EspWorkRow *esp_process_get_current (const EspStageBook *book);
gboolean esp_process_hand_over (EspTx *tx,
                                gint64 campaign_id,
                                const char *to_owner,
                                const char *note,
                                gboolean in_spite,
                                GError **error);

G_END_DECLS
