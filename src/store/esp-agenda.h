/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a new workspace still lacks, in the order in which one sets it up. */
typedef enum
{
  ESP_SETUP_LEADS,    /* there are leads */
  ESP_SETUP_SENDER,   /* company and postal address, without which the law lets nothing leave */
  ESP_SETUP_CHANNEL,  /* a channel of one's own passed its last test */
  ESP_SETUP_SEGMENT,  /* a segment */
  ESP_SETUP_MESSAGE,  /* a message */
  ESP_SETUP_CAMPAIGN, /* a send has begun */
} EspSetupStep;

#define ESP_N_SETUP_STEPS (ESP_SETUP_CAMPAIGN + 1)

/* Why somebody should look, the most urgent first. */
typedef enum
{
  ESP_NEED_STOPPED, /* all sending is stopped */
  ESP_NEED_CHANNEL, /* a channel does not work; detail: the trouble */
  ESP_NEED_JOURNEY, /* a journey cannot be led on; detail: why, n: who is inside */
  ESP_NEED_HELD,    /* a journey holds people; detail: why, n: how many */
  ESP_NEED_BRAKED,  /* a send was halted by a brake or the channel; detail: the reason */
  ESP_NEED_FAILED,  /* a send failed lately; detail: the reason */
  ESP_NEED_MISSED,  /* a scheduled time has passed and nothing happened */
  ESP_NEED_HOLD,    /* a send leaves soon unless it is cancelled */
  ESP_NEED_REVIEW, /* somebody is to say yes; name: of the campaign, detail: who asked, n: receivers */
  ESP_NEED_DOUBT,   /* nobody knows whether these got it */
  ESP_NEED_PAUSED,  /* a send waits since a person paused it */
  ESP_NEED_DRAFT,   /* a draft of a journey is wrong; detail: the first error, n: how many */
  ESP_NEED_SEGMENT, /* a segment cannot be counted; detail: why */
  ESP_NEED_CONSENT, /* consents whose two years end within a month; Korea */
  ESP_NEED_STAGE, /* a campaign is late; detail: the stage that is longest, n: how many are, at_us: its day */
  ESP_NEED_IMPORT, /* an import was begun and not finished; name: of the file */
  ESP_NEED_TASKS,  /* tasks are due today or overdue; name: the most urgent one */
} EspNeedKind;

#define ESP_N_NEEDS (ESP_NEED_TASKS + 1)

typedef struct
{
  EspNeedKind kind;
  gint64 object_id; /* of the campaign, channel or segment; 0 for none */
  char *name;       /* (nullable) of the object */
  char *detail;     /* (nullable) */
  gint64 n;         /* leads waiting or in doubt; 0 when it does not matter */
  gint64 at_us;     /* when it leaves, left or was to leave, or since when; 0 unknown */
  gpointer cause;   /* (owned) (nullable) what found it knows of it */
  GDestroyNotify cause_free;
} EspNeed;

/* A send of today. */
typedef struct
{
  gint64 campaign_id;
  gint64 send_id;
  char *name; /* of the campaign */
  char *state;
  gint64 at_us;   /* when it is to leave, or left */
  gint64 n_sent;  /* handed over so far */
  gint64 n_total; /* to be handed over; 0 while that is not known */
} EspTodaySend;

/* What is to do and what is done today. */
typedef struct
{
  gboolean steps[ESP_N_SETUP_STEPS];
  gboolean is_dismissed; /* the list of steps was sent away */
  GPtrArray *needs;      /* of EspNeed, the most urgent first */
  GPtrArray *today;      /* of EspTodaySend, in order of time */
} EspAgenda;

EspAgenda *esp_agenda_load (EspTx *tx, gint64 day_from_us, gint64 day_to_us, GError **error);
void esp_agenda_free (EspAgenda *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAgenda, esp_agenda_free)

gboolean
esp_agenda_count_waiting (EspTx *tx, gboolean *out_has_channel, gint64 *out_n, GError **error);
void esp_agenda_sort (EspAgenda *self);
guint esp_agenda_count_steps (const EspAgenda *self);
gboolean esp_agenda_dismiss_setup (EspTx *tx, gboolean is_dismissed, GError **error);
const char *esp_setup_step_get_name (EspSetupStep step);
const char *esp_need_kind_get_name (EspNeedKind kind);

G_END_DECLS
