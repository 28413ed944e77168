/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-layout.h"

G_BEGIN_DECLS

#define ESP_JOURNEY_ZOOM_MIN 0.25
#define ESP_JOURNEY_ZOOM_MAX 2.0

/* The part of a journey that is seen: a widget of some size, its upper left corner in the journey. */
typedef struct
{
  double x, y;
  double zoom;
  double width, height; /* px of the screen */
} EspJourneyView;

EspRect esp_journey_view_get_visible (const EspJourneyView *self);
EspJourneyPoint esp_journey_view_to_journey (const EspJourneyView *self, double x, double y);
EspRect esp_journey_view_to_screen (const EspJourneyView *self, const EspRect *box);
void esp_journey_view_clamp (EspJourneyView *self, const EspRect *bounds);
void esp_journey_view_zoom_at (EspJourneyView *self, double zoom, double x, double y);
void esp_journey_view_fit (EspJourneyView *self, const EspRect *bounds);
void esp_journey_view_begin (EspJourneyView *self, const EspJourneyLayout *layout);
gboolean esp_journey_view_reveal (EspJourneyView *self, const EspRect *box, double margin);
gboolean esp_journey_view_holds (const EspJourneyView *self, const EspRect *bounds);

/* One layout becoming another. */
typedef struct _EspJourneyBlend EspJourneyBlend;

EspJourneyBlend *esp_journey_blend_new (EspJourneyLayout *from, EspJourneyLayout *to);
void esp_journey_blend_free (EspJourneyBlend *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyBlend, esp_journey_blend_free)
EspJourneyLayout *esp_journey_blend_get (EspJourneyBlend *self, double progress);
gboolean esp_journey_blend_is_new_node (const EspJourneyBlend *self, guint32 node);
gboolean esp_journey_blend_is_new_wire (const EspJourneyBlend *self, guint32 wire);

G_END_DECLS
