/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scene.h"

G_BEGIN_DECLS

void esp_plot_funnel (EspScene *scene, const EspRect *area);

G_END_DECLS
