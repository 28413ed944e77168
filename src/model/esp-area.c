/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One area of the application as the sidebar shows it: its name, its icon and its badge. */
#define G_LOG_DOMAIN "esp-model"
#include "config.h"

#include "model/esp-area.h"

struct _EspArea
{
  GObject parent_instance;

  char *id;
  char *title; /* translated */
  char *icon_name;
  int section;
  EspBadgeKind badge_kind;
  char *badge;       /* (nullable) short text: "1,024" or "!" */
  char *badge_label; /* (nullable) the same as a sentence, for screen readers */
};

enum
{
  SIGNAL_BADGE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspArea, esp_area, G_TYPE_OBJECT)

static void
esp_area_finalize (GObject *object)
{
  EspArea *self = ESP_AREA (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->icon_name);
  g_free (self->badge);
  g_free (self->badge_label);
  G_OBJECT_CLASS (esp_area_parent_class)->finalize (object);
}

static void
esp_area_class_init (EspAreaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_area_finalize;

  /**
   * EspArea::badge-changed:
   *
   * The badge got another text or another meaning.
   */
  signals[SIGNAL_BADGE_CHANGED] = g_signal_new ("badge-changed", ESP_TYPE_AREA, G_SIGNAL_RUN_LAST,
                                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_area_init (EspArea *self)
{
}

/**
 * esp_area_new:
 * @title: the translated name
 * @section: areas of one section stand together
 *
 * Returns: (transfer full): an area without a badge
 */
EspArea *
esp_area_new (const char *id, const char *title, const char *icon_name, int section)
{
  EspArea *self = g_object_new (ESP_TYPE_AREA, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->icon_name = g_strdup (icon_name);
  self->section = section;
  return self;
}

/**
 * esp_area_get_id:
 *
 * Returns: the id of the screen
 */
const char *
esp_area_get_id (EspArea *self)
{
  return self->id;
}

/**
 * esp_area_get_title:
 *
 * Returns: the translated name
 */
const char *
esp_area_get_title (EspArea *self)
{
  return self->title;
}

/**
 * esp_area_get_icon_name:
 *
 * Returns: the name of a symbolic icon
 */
const char *
esp_area_get_icon_name (EspArea *self)
{
  return self->icon_name;
}

/**
 * esp_area_get_section:
 *
 * Returns: the number of the section it stands in
 */
int
esp_area_get_section (EspArea *self)
{
  return self->section;
}

/**
 * esp_area_get_badge_kind:
 *
 * Returns: what the badge means, %ESP_BADGE_NONE when there is none
 */
EspBadgeKind
esp_area_get_badge_kind (EspArea *self)
{
  return self->badge_kind;
}

/**
 * esp_area_get_badge:
 *
 * Returns: (nullable): the short text of the badge
 */
const char *
esp_area_get_badge (EspArea *self)
{
  return self->badge;
}

/**
 * esp_area_get_badge_label:
 *
 * Returns: (nullable): the badge as a translated phrase
 */
const char *
esp_area_get_badge_label (EspArea *self)
{
  return self->badge_label;
}

/**
 * esp_area_set_badge:
 * @badge: (nullable): short text; NULL takes the badge away
 * @label: (nullable): the same as a phrase for screen readers ("3 jobs failed")
 *
 * Shows, changes or removes the badge.
 */
void
esp_area_set_badge (EspArea *self, EspBadgeKind kind, const char *badge, const char *label)
{
  g_return_if_fail (ESP_IS_AREA (self));

  if (badge == NULL)
    kind = ESP_BADGE_NONE;
  if (self->badge_kind == kind && g_strcmp0 (self->badge, badge) == 0 &&
      g_strcmp0 (self->badge_label, label) == 0)
    return;
  g_free (self->badge);
  g_free (self->badge_label);
  self->badge_kind = kind;
  self->badge = g_strdup (badge);
  self->badge_label = g_strdup (label);
  g_signal_emit (self, signals[SIGNAL_BADGE_CHANGED], 0);
}
