/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"

G_BEGIN_DECLS

/* What kind of message a channel carries. */
typedef enum
{
  ESP_MEDIUM_EMAIL,
  ESP_MEDIUM_TEXT, /* SMS, LMS, MMS */
  ESP_MEDIUM_KAKAO,
  ESP_MEDIUM_CHAT,
  ESP_MEDIUM_PUSH,
  ESP_MEDIUM_WEBHOOK,
} EspMedium;

#define ESP_N_MEDIUMS (ESP_MEDIUM_WEBHOOK + 1)

typedef enum
{
  ESP_CHANNEL_FIELD_TEXT,
  ESP_CHANNEL_FIELD_NUMBER,
  ESP_CHANNEL_FIELD_SECRET, /* kept in the keyring, never in the settings */
  ESP_CHANNEL_FIELD_CHOICE,
  ESP_CHANNEL_FIELD_SWITCH,
  ESP_CHANNEL_FIELD_FILE,
} EspChannelFieldType;

/* One setting of a kind of channel; a list of them ends with one without a name. Words are marked for
 * translation and translated by whoever shows them. */
typedef struct
{
  const char *name;  /* the member of the settings, or of the secrets */
  const char *label; /* N_() */
  EspChannelFieldType type;
  gboolean is_required;
  const char *fallback;             /* (nullable) what counts while nothing is said */
  const char *const *choices;       /* (nullable) what a choice may be, as it is stored */
  const char *const *choice_labels; /* (nullable) N_(), in the order of the choices */
  const char *hint;                 /* (nullable) N_(): where to find it, or what it is for */
  gboolean is_hidden; /* no form shows it: for the command line and for special servers */
} EspChannelField;

typedef struct
{
  const char *id;    /* "smtp", "ses", "sendgrid" … */
  const char *title; /* N_() */
  EspMedium medium;
  const EspChannelField *fields;
  const char *help; /* (nullable) N_(): what is needed before it can be added */
  /* (nullable) what the fields alone do not say: whether settings can be used. */
  gboolean (*check) (const char *settings, GError **error);
  /* (nullable) NULL: opened by whoever knows its place (the demo mailbox). */
  EspChannel *(*open) (const char *settings, const char *secret, GError **error);
  gboolean can_pull;       /* tells what became of its messages when it is asked */
  guint max_pictures;      /* TEXT: that go with one text */
  guint max_picture_kb;    /* TEXT: of each, in KiB */
  guint max_picture_px;    /* TEXT: of either side; 0: it does not say */
  gboolean drops_pictures; /* files that the text shows arrive as mere attachments */
} EspChannelKind;

guint esp_channel_kinds_get_n (void);
const EspChannelKind *esp_channel_kinds_get (guint index);
const EspChannelKind *esp_channel_kind_find (const char *id);
const char *esp_medium_name (EspMedium medium);
gboolean esp_medium_from_name (const char *name, EspMedium *out_medium);

const EspChannelField *esp_channel_kind_find_field (const EspChannelKind *self, const char *name);
gboolean esp_channel_kind_has_secret (const EspChannelKind *self);
gboolean esp_channel_kind_wants_secret (const EspChannelKind *self, const char *settings);
gboolean esp_channel_kind_check (const EspChannelKind *self, const char *settings, GError **error);

char *esp_channel_settings_dup (const char *settings, const char *name);
gint64 esp_channel_settings_get_number (const char *settings, const char *name, gint64 fallback);
double esp_channel_settings_get_double (const char *settings, const char *name, double fallback);
gboolean esp_channel_settings_get_switch (const char *settings, const char *name);
char *esp_channel_settings_set (const char *settings,
                                const EspChannelField *field,
                                const char *value,
                                GError **error);
char *esp_channel_settings_set_text (const char *settings, const char *name, const char *value);
char *esp_channel_settings_set_json (const char *settings, const char *name, const char *json);
char *esp_channel_settings_dup_price (const char *settings);
char *esp_channel_settings_set_price (const char *settings, const char *price, GError **error);
char *esp_channel_settings_keep (const EspChannelKind *kind, const char *old, const char *made);

char *esp_channel_secret_dup (const EspChannelKind *kind, const char *secret, const char *name);
char *esp_channel_secret_set (const EspChannelKind *kind,
                              const char *secret,
                              const char *name,
                              const char *value);

G_END_DECLS
